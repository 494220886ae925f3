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
/// Returns the params of a request with their `_meta`: what the caller passes on, and our progress
/// token, which is the request's id.
std::string params_with_meta(const upstream_request& request, std::uint64_t id);
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
  std::string params; ///< raw JSON object or empty
};

/// Reads one message, or a batch of them (2025-03-26). Errors: `malformed_json`, `too_deep`,
/// `too_large`, `invalid_request`.
outcome<std::vector<incoming_message>> read_messages(std::string_view text, std::size_t bytes_max);

/// Reads the result of initialize. Errors: `upstream_protocol`.
outcome<upstream_hello> read_hello(std::string_view result);

struct list_page {
  std::vector<upstream_item> items;
  std::optional<std::string> next_cursor;
};

/// Returns the method that asks for a list.
std::string_view list_method(catalog_list what);
/// Reads a result of it; items without a name are left out. Errors: `upstream_protocol`.
outcome<list_page> read_list_page(catalog_list what, std::string_view result);
/// Returns the list that a notification says has changed, if it is one of those.
std::vector<catalog_list> lists_changed_by(std::string_view method);

/// Returns why a request that should have had a result has none; `what` names it.
failure as_failure(const upstream_reply& reply, std::string_view what);

/// Says whether the raw JSON object `capabilities` has the member `name`.
bool has_capability(std::string_view capabilities, std::string_view name);

} // namespace gatehouse
