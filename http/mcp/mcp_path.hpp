#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns whether `path` is an MCP endpoint in one of its four forms: `/mcp`,
/// `/mcp/toolkits/{slug}`, and both below `/{org}`. One slash at the end is tolerated.
bool is_mcp_path(std::string_view path);

/// Returns the path of the protected-resource metadata of an MCP endpoint (RFC 9728, 3.1):
/// the well-known prefix goes before the path.
std::string metadata_path(std::string_view mcp_path);

} // namespace gatehouse
