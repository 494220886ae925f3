#include "actors/gateway.hpp"
#include "http/rest/access.hpp"
#include "http/rest/captured_words.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

std::string shown(const audit_entry& entry, const call_content& content) {
  return json_of([&](json_writer& out) {
    out.begin_object().key("call").value(entry.call.value);
    const auto part = [&](std::string_view name, const std::string& captured,
                          const std::optional<std::string>& text) {
      if (!captured.empty())
        out.key(std::string{name} + "_captured").value(captured);
      if (text)
        out.key(name).raw(*text);
    };
    part("arguments", entry.arguments_captured, content.arguments);
    part("result", entry.result_captured, content.result);
    out.end_object();
  });
}

void read(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  x->gate().records().audit_call(
      at->id, {x->segment("call")}, [x, at = *at](outcome<audit_entry> found) {
        if (!found)
          return refuse(x, found.error());
        x->gate().content().read_content(
            x->who(), *found, [x, at, entry = *found](const outcome<call_content>& read) mutable {
              mark_erased(at.org->state, entry);
              answer_json(x, read ? outcome<std::string>{shown(entry, *read)} : read.error());
            });
      });
}

} // namespace

std::vector<route> content_routes() {
  return {
      {"POST", "/api/v1/orgs/{org}/audit/{call}/content", scope::org_admin, read,
       "Shows what was captured of a call's arguments and result; the read is recorded."},
  };
}

} // namespace gatehouse
