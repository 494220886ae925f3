#pragma once

#include "events/core/outcome.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Splits a command into words as a POSIX shell would (2.2 Quoting), and does nothing else of what
/// a shell does: quotes and backslashes count, variables, globs and operators are plain text.
/// Errors: `invalid_argument` (a quote that does not end, no word at all).
outcome<std::vector<std::string>> split_words(std::string_view command);

} // namespace gatehouse
