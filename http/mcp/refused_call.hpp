#pragma once

#include "actors/client_request.hpp"
#include "http/mcp/protocol_versions.hpp"
#include "http/mcp/rpc_error.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the answer to a request that the gateway did not let through or could not carry out, in
/// the words of the era: what is unknown is named, and a tool that needs an approval says so in a
/// result, for the model to read.
rpc_answer refused_call(std::string_view id, request_kind kind, const std::string& name,
                        const failure& why, mcp_era era);

} // namespace gatehouse
