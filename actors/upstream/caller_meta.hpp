#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Names in `_meta` that speak of one hop only (MCP 2026-07-28, basic, `_meta`).
namespace meta_key {

inline constexpr std::string_view progress_token = "progressToken";
inline constexpr std::string_view protocol_version = "io.modelcontextprotocol/protocolVersion";
inline constexpr std::string_view client_info = "io.modelcontextprotocol/clientInfo";
inline constexpr std::string_view capabilities = "io.modelcontextprotocol/clientCapabilities";
inline constexpr std::string_view log_level = "io.modelcontextprotocol/logLevel";
inline constexpr std::string_view server_info = "io.modelcontextprotocol/serverInfo";
inline constexpr std::string_view subscription = "io.modelcontextprotocol/subscriptionId";

} // namespace meta_key

/// Returns a caller's `_meta`, a raw object or empty, without what is between us and the server.
std::string caller_meta(std::string_view meta);

/// Returns the raw object `params` without one member of its `_meta`.
std::string without_meta(std::string_view params, std::string_view key);

} // namespace gatehouse
