#pragma once

#include "events/core/outcome.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace gatehouse {

/// The variables a stdio server gets from the gateway's own environment, where they are set. All
/// others stay here: the gateway's environment may hold secrets.
inline constexpr std::array<std::string_view, 8> inherited_variables{
    "HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "USER"};

/// Says whether a connection may set the variable `name` for its server. Refused are malformed
/// names and those by which a dynamic linker or an interpreter is made to run other code.
/// Errors: `invalid_argument`.
outcome<nothing> check_environment_name(std::string_view name);

/// Returns the environment of a stdio server: the inherited variables, and over them the
/// connection's own. Errors: `invalid_argument` (a name, or over limits::env_entries_max).
outcome<std::map<std::string, std::string>>
child_environment(const std::map<std::string, std::string>& own);

} // namespace gatehouse
