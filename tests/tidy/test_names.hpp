#pragma once

#include <string>
#include <string_view>

namespace gatehouse::tidy {

/// Returns `Subject.Sentence` of the test whose definition `text` begins with; empty if it begins
/// with something else.
std::string test_begun_by(std::string_view text);

} // namespace gatehouse::tidy
