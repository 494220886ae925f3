#include "http/rest/resources.hpp"

namespace gatehouse {

std::vector<route> rest_routes() {
  std::vector<route> all;
  for (auto rows :
       {status_routes,         org_routes,           operator_token_routes, token_routes,
        connection_routes,     pin_routes,           toolkit_routes,        grant_routes,
        toolkit_policy_routes, org_policy_routes,    session_routes,        session_tool_routes,
        audit_export_routes,   audit_summary_routes, audit_follow_routes,   query_routes,
        dump_routes,           audit_routes,         checkpoint_routes,     capture_routes,
        content_routes,        erasure_routes})
    for (const auto& row : rows())
      all.push_back(row);
  return all;
}

} // namespace gatehouse
