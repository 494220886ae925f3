#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_client.hpp"
#include "actors/upstream/mcp_lists.hpp"
#include "actors/upstream/mcp_messages.hpp"

namespace gatehouse {

void mcp_client::list(catalog_list what, std::function<void(outcome<upstream_listing>)> done) {
  if (!closed_ && !has_capability(capabilities_, list_capability(what))) {
    loop_.post([done = std::move(done)] { done(upstream_listing{}); });
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
    return list->done(upstream_listing{}); // resources without templates, for one
  if (reply.how != upstream_reply::kind::result)
    return list->done(as_failure(reply, method));
  auto page = read_list_page(list->what, era_, reply.body);
  if (!page)
    return list->done(page.error());
  list->bytes += reply.body.size();
  auto next = std::move(page->next_cursor);
  take(list, *std::move(page));
  if (list->found.items.size() + list->found.left_out.size() > limits::catalog_tools_max)
    return list->done(failure{errc::upstream_too_large, method + ": too many items"});
  if (!next) {
    if (list->what == catalog_list::tools)
      mirrored_ = std::move(list->mirrored);
    return list->done(std::move(list->found));
  }
  if (++list->pages == limits::catalog_pages_max)
    return list->done(failure{errc::upstream_too_large, method + ": too many pages"});
  if (!list->cursors.insert(*next).second)
    return list->done(failure{errc::upstream_protocol, method + ": a cursor came twice"});
  list->cursor = std::move(next);
  next_page(list);
}

/// M-HTTP-31: a tool whose header annotations break a rule is left out, the others stay.
void mcp_client::take(const std::shared_ptr<listing>& list, list_page page) const {
  auto& [items, left_out] = list->found;
  std::move(page.found.left_out.begin(), page.found.left_out.end(), std::back_inserter(left_out));
  const bool mirrors = list->what == catalog_list::tools && mirrors_arguments();
  for (auto& item : page.found.items) {
    auto mirrored = mirrors ? read_mirrored(item.json) : std::vector<mirrored_argument>{};
    if (!mirrored) {
      left_out.push_back({std::move(item.name), mirrored.error().detail});
      continue;
    }
    if (!mirrored->empty())
      list->mirrored[item.name] = *std::move(mirrored);
    items.push_back(std::move(item));
  }
}

} // namespace gatehouse
