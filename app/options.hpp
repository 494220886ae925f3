#pragma once

#include "app/exit_code.hpp"
#include "app/terminal.hpp"
#include "app/verb.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// Runs the verb that `words` (without the program's name) ask for. Never throws.
exit_code run_command_line(const std::vector<std::string>& words, const std::vector<verb>& verbs,
                           const terminal& where);

} // namespace gatehouse
