#pragma once

#include "tests/support/golden_file.hpp"

#include <string>
#include <string_view>

namespace gatehouse::tidy {

/// Returns docs/errors.md as events/core/errors.def has it.
std::string errors_page();

/// Returns docs/limits.md for the text of events/core/limits.hpp.
std::string limits_page(std::string_view header);

} // namespace gatehouse::tidy
