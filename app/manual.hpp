#pragma once

#include "app/verb.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Returns the help about a verb (`org create`), a group of verbs (`org`) or everything ("").
std::string help_text(const std::vector<verb>& verbs, std::string_view about);

/// Returns docs/cli.md: every verb, option and exit code.
std::string manual_page(const std::vector<verb>& verbs);

} // namespace gatehouse
