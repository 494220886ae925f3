#include "http/refusal.hpp"

#include "http/mcp/mcp_path.hpp"
#include "http/mcp/rpc_error.hpp"
#include "http/problem.hpp"

namespace gatehouse {

http_response refusal_of(const http_request& request, const failure& why) {
  if (!is_mcp_path(request.path))
    return problem(why);
  return rpc_refusal(why, names_stateless(request.header("mcp-protocol-version"))
                              ? mcp_era::stateless
                              : mcp_era::sessions);
}

} // namespace gatehouse
