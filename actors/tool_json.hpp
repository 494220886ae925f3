#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the object `json` with its text member `key` replaced and everything else as it stands,
/// unknown members included. `json` must be a valid object.
std::string with_text(std::string_view json, std::string_view key, std::string_view text);

/// Returns whether the tool object asks for an approval: `annotations.requiresApproval` is true.
/// The hints of the protocol (destructiveHint and its kin) come from the server and decide nothing.
bool asks_for_approval(std::string_view json);

/// Returns whether the tool object promises what its results are like: it has an `outputSchema`.
bool promises_output(std::string_view json);

/// Returns whether a server's capabilities, a raw object, have the member `name`.
bool offers(std::string_view capabilities, std::string_view name);

} // namespace gatehouse
