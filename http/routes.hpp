#pragma once

#include "http/exchange.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Who may use a route. For paths with `{org}` the rank is the caller's in that org; the operator
/// passes everywhere. An org that is unknown or not the caller's gives 404 alike.
enum class scope : std::uint8_t {
  anyone,
  signed_in,
  org_reader,
  org_member,
  org_admin,
  operator_only
};

/// One row of the table of everything this server answers: docs/api.md is checked against it.
struct route {
  std::string_view method;
  std::string_view path; ///< with `{name}` segments
  scope who;
  void (*handle)(const exchange_ptr&);
  std::string_view summary; ///< one sentence for the docs
};

/// Returns the whole table: health, MCP, metadata and REST.
const std::vector<route>& all_routes();

/// Returns the rows of the REST interface under /api/v1 (http/rest/).
std::vector<route> rest_routes();
/// Returns the rows of the MCP endpoints and their metadata documents (http/mcp/).
std::vector<route> mcp_routes();

} // namespace gatehouse
