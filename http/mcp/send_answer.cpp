#include "http/mcp/media_types.hpp"
#include "http/mcp/server_events.hpp"
#include "http/mcp/turn.hpp"

namespace gatehouse {

void send_answer(const exchange_ptr& x, std::optional<rpc_answer> answer) {
  if (!answer)
    return x->reply({202, {}, {}, {}, {}});
  http_response response{answer->status, "application/json", std::move(answer->json), {}, {}};
  response.log = std::move(answer->log);
  if (response.status == 200 && prefers_events(x->request().header("accept"))) {
    response.content_type = "text/event-stream";
    response.body = as_event(response.body);
    response.headers.emplace_back("Cache-Control", "no-store");
  }
  if (!answer->session.empty())
    response.headers.emplace_back("Mcp-Session-Id", answer->session);
  if (response.status == 503)
    response.headers.emplace_back("Retry-After", "1");
  x->reply(std::move(response));
}

} // namespace gatehouse
