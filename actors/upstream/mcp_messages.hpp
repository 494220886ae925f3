#pragma once

#include "actors/upstream/upstream_client.hpp"
#include "events/core/outcome.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// The protocol revisions a server may choose, the one we ask for first.
inline constexpr std::array<std::string_view, 4> upstream_versions{"2025-11-25", "2025-06-18",
                                                                   "2025-03-26", "2024-11-05"};

// -- messages we send -----------------------------------------------------------------------------

/// Returns a JSON-RPC request; `params` is raw JSON, empty for none.
std::string request_text(std::uint64_t id, std::string_view method, std::string_view params);
std::string notification_text(std::string_view method, std::string_view params = {});
/// Returns the empty result for the server's request with the raw id `id`.
std::string empty_result_text(std::string_view id);
std::string method_not_found_text(std::string_view id);

std::string initialize_params();
std::string list_params(const std::optional<std::string>& cursor);
std::string call_params(const upstream_call& call);
std::string cancelled_params(std::uint64_t id, std::string_view reason);

// -- messages we get ------------------------------------------------------------------------------

/// An answer to one of our requests, or a request or notification of the server.
struct incoming_message {
  enum class kind : std::uint8_t { answer, request, notification };
  kind what = kind::notification;
  std::uint64_t id = 0; ///< of our request
  upstream_reply reply; ///< result, rpc_error, or garbage if the answer is neither
  std::string raw_id;   ///< of the server's request
  std::string method;
};

/// Reads one message, or a batch of them (2025-03-26). Errors: `malformed_json`, `too_deep`,
/// `too_large`, `invalid_request`.
outcome<std::vector<incoming_message>> read_messages(std::string_view text, std::size_t bytes_max);

/// Reads the result of initialize. Errors: `upstream_protocol`.
outcome<upstream_hello> read_hello(std::string_view result);

struct tool_page {
  std::vector<upstream_tool> tools;
  std::optional<std::string> next_cursor;
};

/// Reads a result of tools/list; tools without a name are left out. Errors: `upstream_protocol`.
outcome<tool_page> read_tool_page(std::string_view result);

/// Returns why a request that should have had a result has none; `what` names it.
failure as_failure(const upstream_reply& reply, std::string_view what);

/// Says whether the raw JSON object `capabilities` has the member `name`.
bool has_capability(std::string_view capabilities, std::string_view name);

} // namespace gatehouse
