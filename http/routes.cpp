#include "http/routes.hpp"

#include "http/health.hpp"

namespace gatehouse {

const std::vector<route>& all_routes() {
  static const auto table = [] {
    auto rows = health_routes();
    for (const auto& more : {mcp_routes(), rest_routes()})
      rows.insert(rows.end(), more.begin(), more.end());
    return rows;
  }();
  return table;
}

} // namespace gatehouse
