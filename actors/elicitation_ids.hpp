#pragma once

#include "actors/client_request.hpp"
#include "events/core/ids.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// A client has one server, us, for which the `elicitationId` of a question with a URL has to be
/// unique (MCP 2025-11-25, client/elicitation, URL mode). Servers know nothing of each other, and
/// those of 2026-07-28 give none; so each id is told with its connection in front.

/// Returns the params of a question as the client gets them: one with a URL has such an id.
std::string with_elicitation_id(std::string_view question, const connection_id& from);

/// Returns a notification of a server as the client gets it: `notifications/elicitation/complete`
/// names the id that the client knows.
client_message message_for_client(const server_message& said, const connection_id& from);

/// Returns an error object; one that asks for questions with URLs first (-32042) has such ids.
std::string with_elicitation_ids(std::string_view error, const connection_id& from);

} // namespace gatehouse
