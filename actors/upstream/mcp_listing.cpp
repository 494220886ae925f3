#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_client.hpp"
#include "actors/upstream/mcp_lists.hpp"
#include "actors/upstream/mcp_messages.hpp"

namespace gatehouse {

void mcp_client::list(catalog_list what,
                      std::function<void(outcome<std::vector<upstream_item>>)> done) {
  if (!closed_ && !has_capability(capabilities_, list_capability(what))) {
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
  upstream_request what;
  what.method = list_method(list->what);
  what.params = list_params(list->cursor);
  what.capabilities = target_.capabilities;
  send(what,
       {.timeout = std::chrono::ceil<std::chrono::milliseconds>(left),
        .result_bytes_max = limits::catalog_bytes_max - list->bytes,
        .harmless = true},
       [self = shared_from_this(), list](const upstream_reply& reply) {
         self->page_arrived(list, reply);
       });
}

void mcp_client::page_arrived(const std::shared_ptr<listing>& list, const upstream_reply& reply) {
  const std::string method{list_method(list->what)};
  const bool refused = reply.how == upstream_reply::kind::rpc_error;
  if (refused && !list->cursor && code_of(reply.body) == rpc_code::method_not_found)
    return list->done(std::vector<upstream_item>{}); // resources without templates, for one
  if (reply.how != upstream_reply::kind::result)
    return list->done(as_failure(reply, method));
  auto page = read_list_page(list->what, era_, reply.body);
  if (!page)
    return list->done(page.error());
  list->bytes += reply.body.size();
  keep_usable(list, *page);
  std::move(page->items.begin(), page->items.end(), std::back_inserter(list->items));
  if (list->items.size() > limits::catalog_tools_max)
    return list->done(failure{errc::upstream_too_large, method + ": too many items"});
  if (!page->next_cursor) {
    if (list->what == catalog_list::tools)
      mirrored_ = std::move(list->mirrored);
    return list->done(std::move(list->items));
  }
  if (++list->pages == limits::catalog_pages_max)
    return list->done(failure{errc::upstream_too_large, method + ": too many pages"});
  if (!list->cursors.insert(*page->next_cursor).second)
    return list->done(failure{errc::upstream_protocol, method + ": a cursor came twice"});
  list->cursor = std::move(page->next_cursor);
  next_page(list);
}

/// M-HTTP-31: a tool whose header annotations break a rule is left out, the others stay.
void mcp_client::keep_usable(const std::shared_ptr<listing>& list, list_page& page) {
  if (list->what == catalog_list::tools && mirrors_arguments())
    std::erase_if(page.items, [&](const upstream_item& tool) {
      auto mirrored = read_mirrored(tool.json);
      if (!mirrored)
        page.left_out.push_back({tool.name, mirrored.error().detail});
      else if (!mirrored->empty())
        list->mirrored[tool.name] = *std::move(mirrored);
      return !mirrored;
    });
  for (const auto& [name, why] : page.left_out)
    if (events_.on_log)
      events_.on_log("the tool " + name + " is left out: " + why);
}

} // namespace gatehouse
