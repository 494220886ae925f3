#pragma once

#include "events/core/outcome.hpp"
#include "http/exchange.hpp"

namespace gatehouse {

/// Returns the response of a refusal in the form the path is answered in: a JSON-RPC error for the
/// MCP endpoints (also before anything of the message was read, so that only the header can tell
/// its era), else a problem document.
http_response refusal_of(const http_request& request, const failure& why);

} // namespace gatehouse
