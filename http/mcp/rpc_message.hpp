#pragma once

#include "events/core/outcome.hpp"
#include "storage/json/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

enum class rpc_kind : std::uint8_t { request, notification, response };

/// One JSON-RPC 2.0 message; refers to the document it was read from.
struct rpc_message {
  rpc_kind kind = rpc_kind::notification;
  std::string_view id; ///< raw JSON, as it came; empty for notifications
  std::string method;  ///< empty for responses
  std::optional<json_value> params;
  std::optional<json_value> reply; ///< of a response: its result, an object, or its error
  bool is_error = false;           ///< of a response
};

/// A failure and the id it is answered with (raw JSON; empty if none could be read).
struct rpc_fault {
  std::string_view id;
  failure why;
};

/// A message, or why it is none.
struct rpc_reading {
  std::optional<rpc_message> message;
  rpc_fault fault;
};

/// Reads one message. Ids are strings or integers (MCP narrows JSON-RPC: never null).
/// Faults: `invalid_request`. Bounds: limits::rpc_id_bytes_max.
rpc_reading read_message(const json_value& value);

/// Returns a form of an id that is equal for equal ids, however they are spelt.
std::string id_key(std::string_view raw_id);

} // namespace gatehouse
