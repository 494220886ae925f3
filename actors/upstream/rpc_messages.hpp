#pragma once

#include "actors/upstream/client_capabilities.hpp"
#include "actors/upstream/upstream_client.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

// -- messages we send (JSON-RPC 2.0; raw JSON goes in as it is) -----------------------------------

/// Returns a request; `params` is empty for none.
std::string request_text(std::uint64_t id, std::string_view method, std::string_view params);
std::string notification_text(std::string_view method, std::string_view params = {});
/// Returns the answer to the server's request with the raw id `id`.
std::string result_text(std::string_view id, std::string_view result);
std::string error_text(std::string_view id, std::string_view error);
std::string refusal_text(std::string_view id, const rpc_refusal& refusal);
/// Returns the params of notifications/cancelled.
std::string cancelled_params(std::uint64_t id, std::string_view reason);

// -- messages we get ------------------------------------------------------------------------------

/// What of a result tells how to read it (2026-07-28, basic, result types).
struct result_shape {
  std::optional<std::string> type; ///< `resultType`; empty if it is no string
  bool asks = false;               ///< it has `inputRequests` or `requestState`
  bool has_blocks = true;   ///< what there is of `content` is a list of blocks that say their type
  bool has_messages = true; ///< what there is of `messages` is a list of a user's and an
                            ///< assistant's messages
};

/// An answer to one of our requests, or a request or notification of the server.
struct incoming_message {
  enum class kind : std::uint8_t { answer, request, notification };
  kind what = kind::notification;
  std::uint64_t id = 0; ///< of our request; 0: an error that names none
  upstream_reply reply; ///< result, rpc_error, or garbage if the answer is neither
  result_shape shape;
  std::string raw_id; ///< of the server's request
  std::string method;
  std::string params; ///< raw JSON object or empty
};

/// Reads one message, or a batch of them (2025-03-26). The result of an answer may be the very
/// memory of `text`, which is then taken away. Errors: `malformed_json`, `too_deep`, `too_large`,
/// `invalid_request`.
outcome<std::vector<incoming_message>> read_messages(std::string& text, std::size_t bytes_max);

/// Returns the code of a raw JSON-RPC error object.
std::optional<std::int64_t> code_of(std::string_view error);

// -- raw objects ----------------------------------------------------------------------------------

/// Returns the raw value of a member of the raw object `object`, or of an object inside it: each of
/// `path` is a step. Empty if there is none.
std::string member_of(std::string_view object, std::initializer_list<std::string_view> path);
/// Returns the text of a member that is a string; empty for any other.
std::string text_member(std::string_view object, std::string_view name);
/// Returns the object without those of its members that have one of the names.
std::string without_members(std::string_view object, std::initializer_list<std::string_view> names);

} // namespace gatehouse
