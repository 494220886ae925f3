#pragma once

#include "http/exchange.hpp"
#include "http/mcp/protocol_versions.hpp"
#include "http/mcp/rpc_message.hpp"
#include "http/mcp/stateless_envelope.hpp"

#include <optional>

namespace gatehouse {

/// Of which era a request is, and what is wrong with it as one of that era.
struct era_verdict {
  mcp_era era = mcp_era::sessions;
  std::optional<failure> refused;
  std::optional<stateless_envelope> envelope; ///< of a stateless message that is not refused
};

/// Decides the era of a request by its body, so that a proxy that drops headers changes nothing.
/// `body` is nothing if it is no JSON; `single` is its message unless it is an array.
///
///   not a POST; a posted response                     sessions
///   an array: with a stateless element, or empty      refused (`invalid_request`)
///             any other                               sessions
///   `initialize` without a valid stateless envelope   sessions, unless the header is stateless:
///                                                     refused (`header_mismatch`)
///   `_meta` has a protocol version                    stateless; the envelope is valid
///                                                     (`envelope_invalid`) and the headers that
///                                                     are there agree (`header_mismatch`)
///   the header names a stateless revision             stateless; a request without an envelope is
///                                                     refused (`envelope_invalid`)
///   anything else                                     sessions
era_verdict era_of(const http_request& request, const std::optional<json_value>& body,
                   const std::optional<rpc_reading>& single);

} // namespace gatehouse
