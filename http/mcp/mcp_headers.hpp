#pragma once

#include "events/core/outcome.hpp"
#include "http/exchange.hpp"
#include "http/mcp/rpc_message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the text that a value of Mcp-Name or Mcp-Param-* stands for: what `=?base64?` and `?=`
/// enclose is UTF-8 in base64 (RFC 4648, 4), anything else is meant as it is. Nothing if it is
/// neither: other than printable ASCII, spaces and tabs, or no base64 that an encoder would write
/// (2026-07-28, Streamable HTTP, "Value Encoding").
std::optional<std::string> decode_mcp_header(std::string_view value);

/// Returns whether the headers that repeat the body say what the body says: MCP-Protocol-Version,
/// Mcp-Method, and Mcp-Name where the method has one. Each is required and comes once. Values are
/// compared byte for byte; the reader of the request has taken the blanks around them off.
/// Errors: `header_mismatch`.
outcome<nothing> check_mcp_headers(const http_request& request, const rpc_message& message,
                                   std::string_view version);

} // namespace gatehouse
