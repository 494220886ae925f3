#pragma once

#include "actors/upstream/mcp_headers.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Which arguments of which tool a client repeats as Mcp-Param-* headers, learnt from the lists of
/// tools that pass by (2026-07-28, Streamable HTTP, "Custom Headers from Tool Parameters").
///
/// Bounds: limits::catalog_tools_max tools; more are not learnt.
class learnt_param_headers {
public:
  /// Learns from a response to tools/list.
  void learn(std::string_view response);

  /// Returns the headers of a tools/call, given as its whole text; none for a tool not learnt.
  header_list headers_of(const std::string& tool, std::string_view request) const;

private:
  std::map<std::string, std::vector<mirrored_argument>> tools_;
};

} // namespace gatehouse
