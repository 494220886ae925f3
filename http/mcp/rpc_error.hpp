#pragma once

#include "events/core/outcome.hpp"
#include "http/exchange.hpp"

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

/// Returns the error response of `why` to the request `id` (raw JSON, `null` if unknown). The code
/// is errors.def's; `data.code` has our stable name. `internal` shows a correlation id and nothing
/// else.
rpc_answer rpc_error(std::string_view id, const failure& why);

/// Returns the response `{"jsonrpc":"2.0","id":ID,"result":RESULT}` of two raw JSON texts.
rpc_answer rpc_result(std::string_view id, std::string_view result);

/// Returns the error response of a raw JSON-RPC error object.
rpc_answer rpc_raw_error(std::string_view id, std::string_view error);

/// Returns the HTTP response of a request that is refused as a whole, with the status of
/// errors.def.
http_response rpc_refusal(const failure& why);

/// Returns whether a failure is of the transport, so that its HTTP status must say so even though
/// the JSON-RPC message was a good one.
bool is_transport_failure(errc code) noexcept;

} // namespace gatehouse
