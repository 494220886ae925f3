#pragma once

#include "actors/client_request.hpp"
#include "events/core/outcome.hpp"
#include "http/mcp/rpc_message.hpp"

#include <optional>
#include <string_view>

namespace gatehouse {

/// Returns what reaches an upstream by `method`, if it is one of those methods that carry a
/// client's request there: tools/call, prompts/get, resources/read, completion/complete.
std::optional<request_kind> request_made_by(std::string_view method);

/// Reads the params of such a request; the same in both eras. What the protocol does not name goes
/// along as `extras`, and what `_meta` has for others as `meta`.
/// Errors: `invalid_argument`. Bounds: limits::pattern_bytes_max for names, uri_bytes_max.
outcome<client_request> read_client_request(request_kind kind,
                                            const std::optional<json_value>& params);

} // namespace gatehouse
