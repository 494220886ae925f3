#pragma once

#include "actors/client_request.hpp"
#include "events/core/outcome.hpp"
#include "http/mcp/rpc_message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What a client of the stateless era wants to hear of (2026-07-28, SubscriptionFilter).
struct listen_filter {
  watch_filter lists;
  std::vector<std::string> uris; ///< of resources, each once
};

/// Reads the params of subscriptions/listen. Errors: `invalid_argument`.
/// Bounds: limits::subscriptions_per_stream_max resources, uri_bytes_max.
outcome<listen_filter> read_listen_filter(const std::optional<json_value>& params);

/// Returns whether a notification is among what was asked for: of the lists that are true, or of a
/// resource that is one of `uris` or lies below it.
bool lets_pass(const listen_filter& filter, const client_message& what);

/// Returns the notification that begins a stream: what will be told on it. `id` is the raw JSON of
/// the request's id.
std::string acknowledgement(const listen_filter& filter, std::string_view id);

/// Returns a notification for a stream: with the id of the request in its `_meta`.
std::string subscribed(const client_message& what, std::string_view id);

/// Returns the result that ends a stream.
std::string end_of_listening(std::string_view id);

} // namespace gatehouse
