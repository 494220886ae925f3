#pragma once

#include "events/core/outcome.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// A JSON-RPC message on its way through the bridge, with what the bridge has to know of it.
struct bridge_message {
  enum class kind : std::uint8_t { request, notification, response };
  kind what = kind::notification;
  std::string text;    ///< the whole message, on one line
  std::string id;      ///< raw JSON as it was spelt; empty for notifications
  std::string key;     ///< the same for every spelling of an id
  std::string method;  ///< empty for responses
  std::string name;    ///< what Mcp-Name repeats, empty if the method has none
  std::string version; ///< `_meta` claims it: a message of the stateless era
  std::string cancels; ///< key of the request that this notification cancels
  bool failed = false; ///< a response with an error

  bool stateless() const noexcept { return !version.empty(); }
};

/// Reads one message, or each of a batch (2025-03-26).
/// Bounds: limits::upstream_line_bytes_max. Errors: `malformed_json`, `too_deep`, `too_large`,
/// `invalid_request`.
outcome<std::vector<bridge_message>> read_bridge_messages(std::string_view text);

/// Returns whether a method only reads, so that it may be sent again when nobody knows whether it
/// ran. A call never is.
bool only_reads(std::string_view method);

/// Returns an error response to the request with the raw id `id`; an empty one stands for null.
std::string bridge_error(std::string_view id, std::int64_t code, std::string_view message);

/// Returns an error response to `id` with the error that `body`, a refusal's, holds; an empty text
/// if it holds none.
std::string bridge_error_of(std::string_view id, std::string_view body);

/// Returns the notification that a stream of changes has ended, which over stdio nothing else shows
/// (MCP 2026-07-28, cancellation).
std::string notice_of_end(std::string_view id);

/// Returns the member `name` of the result, params or whatever `path` leads to, as raw JSON; empty
/// if there is none.
std::string raw_at(std::string_view text, std::initializer_list<std::string_view> path);

} // namespace gatehouse
