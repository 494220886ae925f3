#pragma once

#include "actors/upstream/upstream_client.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

using header_list = std::vector<std::pair<std::string, std::string>>;

/// Returns `text` as the value of Mcp-Name or Mcp-Param-*: as it is, or between `=?base64?` and
/// `?=` if it has what a header cannot carry, or looks like that form itself (M-HTTP-13, -14).
std::string mcp_header_value(std::string_view text);

/// Returns the headers that repeat what a request is (MCP 2026-07-28, transports): Mcp-Method, and
/// Mcp-Name for the methods that have one.
header_list standard_headers(const upstream_request& request);

/// One argument of a tool that its schema wants in a header, too (`x-mcp-header`).
struct mirrored_argument {
  std::string header;            ///< the whole name, Mcp-Param-...
  std::vector<std::string> path; ///< from the arguments down
};

/// Reads the annotations of a tool's input schema. Errors: `upstream_protocol` if they break a rule
/// (M-HTTP-27 to M-HTTP-30), or are more than limits::mirrored_arguments_max.
outcome<std::vector<mirrored_argument>> read_mirrored(std::string_view tool);

/// Returns the headers for the `arguments` in `params`; none for those absent or null (M-HTTP-21).
/// Errors: `too_large` over limits::mirrored_bytes_max.
outcome<header_list> mirrored_headers(const std::vector<mirrored_argument>& mirrored,
                                      std::string_view params);

} // namespace gatehouse
