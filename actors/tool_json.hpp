#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the tool object `json` with its `name` replaced and everything else as it stands,
/// unknown members included. `json` must be a valid object.
std::string with_name(std::string_view json, std::string_view name);

/// Returns whether the tool object asks for an approval: `annotations.requiresApproval` is true.
/// The hints of the protocol (destructiveHint and its kin) come from the server and decide nothing.
bool asks_for_approval(std::string_view json);

} // namespace gatehouse
