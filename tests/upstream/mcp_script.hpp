#pragma once

#include "tests/upstream/scripted_server.hpp"

#include <atomic>
#include <functional>
#include <string>

namespace gatehouse {

/// The JSON-RPC method of a request's body, empty if it has none.
std::string method_of(const http_seen& seen);
/// The raw JSON-RPC id.
std::string id_of(const http_seen& seen);

std::string result_text(const std::string& id, const std::string& result);

/// A polite MCP server: answers the handshake as JSON with the session id "s-1", takes
/// notifications, has no GET stream, and leaves everything else to `rest`.
scripted_server::script polite(scripted_server::script rest);

/// A target for `server`.
struct upstream_target;
upstream_target target_of(const scripted_server& server);

} // namespace gatehouse
