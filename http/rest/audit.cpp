#include "actors/gateway.hpp"
#include "http/rest/audit_request.hpp"
#include "http/rest/captured_words.hpp"
#include "http/rest/record_page.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/shown_fields.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

outcome<page_request> read_page(const http_request& request) {
  auto names = audit_parameters();
  names.insert({"order", "after"});
  auto asked = read_list_request(request, names);
  return asked ? read_page_request(request, *asked) : asked.error();
}

void list(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto filter = at ? read_audit_filter(*x, *at) : at.error();
  auto wanted = filter ? read_page(x->request()) : filter.error();
  if (!wanted)
    return refuse(x, wanted.error());
  x->gate().records().audit(*filter, *wanted, [x, at = *at](outcome<page<audit_entry>> entries) {
    if (entries)
      for (auto& entry : entries->items)
        mark_erased(at.org->state, entry);
    answer_json(x, entries ? show_page(*entries, show_row<audit_entry>) : entries.error());
  });
}

void show(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  x->gate().records().audit_call(at->id, {x->segment("call")}, [x, at = *at](auto found) {
    if (!found)
      return refuse(x, found.error());
    mark_erased(at.org->state, *found);
    answer_json(x, json_of([&](json_writer& out) { show_row(out, *found); }));
  });
}

} // namespace

std::vector<route> audit_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/audit", scope::org_admin, list,
       "Lists audit entries; filters: principal, principal_kind, session, toolkit, tool, "
       "decision, outcome, rule, from, until, after; order newest or oldest."},
      {"GET", "/api/v1/orgs/{org}/audit/{call}", scope::org_admin, show,
       "Shows the audit entry of one call."},
  };
}

} // namespace gatehouse
