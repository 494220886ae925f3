#pragma once

#include "http/routes.hpp"

#include <vector>

namespace gatehouse {

// The rows of each resource under /api/v1; rest_routes() is all of them.

std::vector<route> org_routes();
std::vector<route> operator_token_routes();
std::vector<route> token_routes();
std::vector<route> connection_routes();
std::vector<route> pin_routes();
std::vector<route> toolkit_routes();
std::vector<route> grant_routes();
std::vector<route> toolkit_policy_routes();
std::vector<route> org_policy_routes();
std::vector<route> session_routes();
std::vector<route> session_tool_routes();
std::vector<route> audit_routes();
std::vector<route> audit_export_routes();
std::vector<route> audit_summary_routes();
std::vector<route> audit_follow_routes();
std::vector<route> query_routes();
std::vector<route> dump_routes();
std::vector<route> capture_routes();
std::vector<route> erasure_routes();
std::vector<route> content_routes();
std::vector<route> status_routes();
std::vector<route> checkpoint_routes();

} // namespace gatehouse
