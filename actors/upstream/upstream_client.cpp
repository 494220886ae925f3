#include "actors/upstream/upstream_client.hpp"

#include "actors/upstream/mcp_client.hpp"
#include "actors/upstream/message_transport.hpp"

namespace gatehouse {

std::shared_ptr<upstream_client> make_upstream_client(io_loop& loop, child_guard& guard,
                                                      upstream_target target,
                                                      upstream_events events) {
  auto transport = target.command.empty() ? make_http_transport(loop, target)
                                          : make_stdio_transport(loop, guard, target);
  return std::make_shared<mcp_client>(loop, std::move(transport), std::move(target),
                                      std::move(events));
}

} // namespace gatehouse
