#include "actors/gateway.hpp"
#include "http/edge.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/record_page.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/shown_fields.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

void list(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto asked = read_list_request(x->request(), {"order", "after"});
  auto wanted = asked ? read_page_request(x->request(), *asked) : asked.error();
  if (!at || !wanted)
    return refuse(x, at ? wanted.error() : at.error());
  x->gate().records().sessions(at->id, *wanted, [x](outcome<page<session_row>> rows) {
    answer_json(x, rows ? show_page(*rows, show_row<session_row>) : rows.error());
  });
}

void end(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  const session_id session{x->segment("session")};
  x->gate().admin().end_session(x->who(), at->id, session, [x, session](outcome<nothing> done) {
    if (done)
      x->at_edge().streams.end_session(session);
    answer_done(x, done);
  });
}

} // namespace

std::vector<route> session_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/sessions", scope::org_admin, list,
       "Lists the sessions of an organization."},
      {"DELETE", "/api/v1/orgs/{org}/sessions/{session}", scope::org_admin, end,
       "Closes a session, whoever holds it."},
  };
}

} // namespace gatehouse
