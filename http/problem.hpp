#pragma once

#include "events/core/outcome.hpp"
#include "http/exchange.hpp"

namespace gatehouse {

/// Returns the RFC 9457 problem document of a failure: type, title, status, code, detail. Never a
/// cause that is for the log only; `internal` carries a correlation id instead.
http_response problem(const failure& why);

/// Returns a JSON response.
http_response json_response(int status, std::string json);

} // namespace gatehouse
