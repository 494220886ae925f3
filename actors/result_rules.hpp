#pragma once

#include "actors/client_request.hpp"
#include "actors/upstream/upstream_client.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Holds the result of a tool to the `outputSchema` that its listing, the raw object `tool`,
/// promises; what breaks it for certain becomes garbage. Results that say isError are exempt.
/// Source: MCP, server/tools, output schema.
void hold_to_output_schema(upstream_reply& reply, std::string_view tool);

/// Holds the result of a completion to limits::completion_values_max values, and takes those away
/// that would complete a URI which `may_read` does not allow; of anything else it makes garbage.
/// Source: MCP, server/utilities/completion, completion results and security.
void bound_completion(upstream_reply& reply, const client_request& request,
                      const std::function<bool(const std::string& uri)>& may_read);

} // namespace gatehouse
