#pragma once

#include "actors/client_request.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

// What servers say to the clients of sessions, as JSON-RPC messages.

/// Returns the notification `what`.
std::string notification(const client_message& what);

/// Returns the request `what` under an id of ours.
std::string question(const client_message& what, const std::string& id);

/// Returns what a server hears at once when there is no way to ask the client.
client_reply cannot_be_asked();

} // namespace gatehouse
