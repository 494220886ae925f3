#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse {

/// JSON-RPC errors that we send to servers, or read from them.
namespace rpc_code {

inline constexpr std::int64_t method_not_found = -32601;
inline constexpr std::int64_t invalid_params = -32602;
inline constexpr std::int64_t internal = -32603;
inline constexpr std::int64_t header_mismatch = -32020;     ///< 2026-07-28
inline constexpr std::int64_t capability_missing = -32021;  ///< 2026-07-28
inline constexpr std::int64_t version_unsupported = -32022; ///< 2026-07-28

} // namespace rpc_code

struct rpc_refusal {
  std::int64_t code = rpc_code::internal;
  std::string_view message;
};

/// Returns why a client that declared `capabilities` refuses a server's request out of hand;
/// nothing when it has to look at it (MCP 2025-11-25: client capabilities of sampling, elicitation,
/// roots and tasks). A method the specification does not know needs an extension, or something
/// experimental.
std::optional<rpc_refusal> refuse_undeclared(std::string_view capabilities, std::string_view method,
                                             std::string_view params);

} // namespace gatehouse
