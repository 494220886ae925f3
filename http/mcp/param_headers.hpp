#pragma once

#include "events/core/outcome.hpp"
#include "http/exchange.hpp"

#include <functional>
#include <string_view>

namespace gatehouse {

/// Returns whether the Mcp-Param-* headers of a call say what its arguments say: each property that
/// the tool's inputSchema marks with `x-mcp-header` and that the arguments have must be repeated by
/// its header, integers compared as numbers (2026-07-28, Streamable HTTP, "Custom Headers from Tool
/// Parameters"). Headers that no property asks for are nobody's business.
/// `tool` is the tool's whole JSON as it is listed, `arguments` a JSON object.
/// Errors: `header_mismatch`.
outcome<nothing> check_param_headers(std::string_view tool, std::string_view arguments,
                                     const http_request& request);

/// Returns that check for the headers of `request`, as a value that may outlive it.
std::function<outcome<nothing>(std::string_view tool, std::string_view arguments)>
param_header_check(const http_request& request);

} // namespace gatehouse
