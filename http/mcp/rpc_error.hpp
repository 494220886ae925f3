#pragma once

#include "events/core/outcome.hpp"
#include "http/exchange.hpp"
#include "http/mcp/protocol_versions.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// A JSON-RPC response on its way out, with what HTTP needs to know of it.
struct rpc_answer {
  int status = 200;
  std::string json;
  std::string session; ///< the Mcp-Session-Id to announce; empty: none
  std::string log;     ///< for the server's log only, never sent
};

/// Returns the error response of `why` to the request `id` (raw JSON; empty: unknown, the response
/// has none). The code is that of errors.def for the era; `data` has our stable name as
/// `code` and the members of `data`, a raw object. `internal` shows a correlation id and nothing
/// else.
rpc_answer rpc_error(std::string_view id, const failure& why, mcp_era era = mcp_era::sessions,
                     std::string_view data = {});

/// Room to reserve behind a result that is long, so that rpc_result() needs no memory of its own
/// for it, unless the request's id is uncommonly long.
inline constexpr std::size_t envelope_room = 256;

/// Returns the response `{"jsonrpc":"2.0","id":ID,"result":RESULT}` of two raw JSON texts.
rpc_answer rpc_result(std::string_view id, std::string result);

/// Returns the error response of a raw JSON-RPC error object.
rpc_answer rpc_raw_error(std::string_view id, std::string error);

/// Returns the HTTP response of a request that is refused as a whole, with the status of
/// errors.def.
http_response rpc_refusal(const failure& why, mcp_era era = mcp_era::sessions);

/// Returns whether the HTTP status must say of a failure what it is, even though the JSON-RPC
/// message was a good one: it is of the transport, or the stateless era wants it so.
bool decides_status(errc code, mcp_era era) noexcept;

} // namespace gatehouse
