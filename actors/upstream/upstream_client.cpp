#include "actors/upstream/upstream_client.hpp"

#include "actors/upstream/mcp_client.hpp"
#include "actors/upstream/message_transport.hpp"

namespace gatehouse {

std::shared_ptr<upstream_client> make_upstream_client(io_loop& loop, child_guard& guard,
                                                      upstream_target target,
                                                      upstream_events events) {
  auto make_transport = [&loop, &guard, target](transport_kind kind) {
    if (!target.command.empty())
      return make_stdio_transport(loop, guard, target);
    return kind == transport_kind::usual ? make_http_transport(loop, target)
                                         : make_event_stream_transport(loop, target);
  };
  return std::make_shared<mcp_client>(loop, make_transport, std::move(target), std::move(events));
}

} // namespace gatehouse
