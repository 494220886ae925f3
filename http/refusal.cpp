#include "http/refusal.hpp"

#include "http/mcp/mcp_path.hpp"
#include "http/mcp/rpc_error.hpp"
#include "http/problem.hpp"

namespace gatehouse {

http_response refusal_of(const http_request& request, const failure& why) {
  return is_mcp_path(request.path) ? rpc_refusal(why) : problem(why);
}

} // namespace gatehouse
