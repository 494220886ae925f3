#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse {

/// Why something was refused. The list, with its HTTP and JSON-RPC faces, is errors.def.
enum class errc : std::uint8_t {
#define GATEHOUSE_ERROR(name, http, rpc, stateless, sentence) name,
#include "events/core/errors.def"
#undef GATEHOUSE_ERROR
};

/// The faces of one error code.
struct error_info {
  errc code;
  std::string_view name;     ///< stable, snake_case; the `code` of problem documents
  int http_status;           ///< RFC 9110
  int jsonrpc_code;          ///< JSON-RPC 2.0, MCP with sessions (up to 2025-11-25)
  int stateless_code;        ///< JSON-RPC 2.0, MCP without (since 2026-07-28)
  std::string_view sentence; ///< default title for humans
};

/// Returns the faces of `code`.
const error_info& info(errc code) noexcept;

/// Returns the stable name of `code`.
std::string_view to_string(errc code) noexcept;

/// Returns the number of codes; they are 0 to count - 1.
int error_count() noexcept;

} // namespace gatehouse
