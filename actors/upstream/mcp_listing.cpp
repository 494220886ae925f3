#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_client.hpp"

namespace gatehouse {

namespace {

/// Returns the capability that offers a list.
std::string_view capability_of(catalog_list what) {
  switch (what) {
  case catalog_list::tools:
    return "tools";
  case catalog_list::prompts:
    return "prompts";
  case catalog_list::resources:
  case catalog_list::templates:
    return "resources";
  }
  return {};
}

} // namespace

void mcp_client::list(catalog_list what,
                      std::function<void(outcome<std::vector<upstream_item>>)> done) {
  if (!closed_ && !has_capability(capabilities_, capability_of(what))) {
    loop_.post([done = std::move(done)] { done(std::vector<upstream_item>{}); });
    return;
  }
  auto list = std::make_shared<listing>();
  list->what = what;
  list->done = std::move(done);
  list->until = std::chrono::steady_clock::now() + target_.list_timeout;
  next_page(list);
}

void mcp_client::next_page(const std::shared_ptr<listing>& list) {
  const auto left = list->until - std::chrono::steady_clock::now();
  send(list_method(list->what), list_params(list->cursor),
       {.timeout = std::chrono::ceil<std::chrono::milliseconds>(left),
        .result_bytes_max = limits::catalog_bytes_max - list->bytes,
        .harmless = true},
       [self = shared_from_this(), list](const upstream_reply& reply) {
         self->page_arrived(list, reply);
       });
}

void mcp_client::page_arrived(const std::shared_ptr<listing>& list, const upstream_reply& reply) {
  const std::string method{list_method(list->what)};
  if (reply.how != upstream_reply::kind::result)
    return list->done(as_failure(reply, method));
  auto page = read_list_page(list->what, reply.body);
  if (!page)
    return list->done(page.error());
  list->bytes += reply.body.size();
  std::move(page->items.begin(), page->items.end(), std::back_inserter(list->items));
  if (list->items.size() > limits::catalog_tools_max)
    return list->done(failure{errc::upstream_too_large, method + ": too many items"});
  if (!page->next_cursor)
    return list->done(std::move(list->items));
  if (++list->pages == limits::catalog_pages_max)
    return list->done(failure{errc::upstream_too_large, method + ": too many pages"});
  if (!list->cursors.insert(*page->next_cursor).second)
    return list->done(failure{errc::upstream_protocol, method + ": a cursor came twice"});
  list->cursor = std::move(page->next_cursor);
  next_page(list);
}

} // namespace gatehouse
