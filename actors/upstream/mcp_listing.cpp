#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_client.hpp"

namespace gatehouse {

void mcp_client::list_tools(std::function<void(outcome<std::vector<upstream_tool>>)> done) {
  if (!offers_tools_ && !closed_) {
    loop_.post([done = std::move(done)] { done(std::vector<upstream_tool>{}); });
    return;
  }
  auto list = std::make_shared<listing>();
  list->done = std::move(done);
  list->until = std::chrono::steady_clock::now() + target_.list_timeout;
  next_page(list);
}

void mcp_client::next_page(const std::shared_ptr<listing>& list) {
  const auto left = list->until - std::chrono::steady_clock::now();
  request("tools/list", list_params(list->cursor),
          {.timeout = std::chrono::ceil<std::chrono::milliseconds>(left),
           .result_bytes_max = limits::catalog_bytes_max - list->bytes,
           .harmless = true},
          [self = shared_from_this(), list](const upstream_reply& reply) {
            self->page_arrived(list, reply);
          });
}

void mcp_client::page_arrived(const std::shared_ptr<listing>& list, const upstream_reply& reply) {
  if (reply.how != upstream_reply::kind::result)
    return list->done(as_failure(reply, "tools/list"));
  auto page = read_tool_page(reply.body);
  if (!page)
    return list->done(page.error());
  list->bytes += reply.body.size();
  std::move(page->tools.begin(), page->tools.end(), std::back_inserter(list->tools));
  if (list->tools.size() > limits::catalog_tools_max)
    return list->done(failure{errc::upstream_too_large, "tools/list: too many tools"});
  if (!page->next_cursor)
    return list->done(std::move(list->tools));
  if (++list->pages == limits::catalog_pages_max)
    return list->done(failure{errc::upstream_too_large, "tools/list: too many pages"});
  if (!list->cursors.insert(*page->next_cursor).second)
    return list->done(failure{errc::upstream_protocol, "tools/list: a cursor came twice"});
  list->cursor = std::move(page->next_cursor);
  next_page(list);
}

} // namespace gatehouse
