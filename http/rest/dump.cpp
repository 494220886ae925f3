#include "actors/gateway.hpp"
#include "http/rest/access.hpp"
#include "http/rest/audit_request.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"

namespace gatehouse {

namespace {

void answer_part(const exchange_ptr& x, outcome<dump_part> part) {
  if (!part)
    return refuse(x, part.error());
  http_response response;
  response.content_type = "application/x-ndjson";
  response.body = std::move(part->lines);
  if (!part->is_last)
    response.headers.emplace_back("Gatehouse-Next", std::to_string(part->seen.value));
  x->reply(std::move(response));
}

void dump(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  body_reader body(x->request());
  const journal_position after{body.count_or("after", 0)};
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().records().dump(x->who(), at->id, after, give_up_with(x),
                           [x](outcome<dump_part> part) { answer_part(x, std::move(part)); });
}

} // namespace

std::vector<route> dump_routes() {
  return {
      {"POST", "/api/v1/orgs/{org}/dump", scope::org_admin, dump,
       "Returns the organization's records as ndjson, those behind the position after; where the "
       "header Gatehouse-Next is set, its value is the position to go on behind. That it was asked "
       "for is recorded first."},
  };
}

} // namespace gatehouse
