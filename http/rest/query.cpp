#include "actors/gateway.hpp"
#include "http/rest/access.hpp"
#include "http/rest/audit_request.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "storage/query/query_json.hpp"

namespace gatehouse {

namespace {

void ask(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  body_reader body(x->request());
  auto sql = body.text("sql");
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  const auto given_up = give_up_with(x);
  x->gate().records().query(
      x->who(), at->id, std::move(sql), given_up, [x](outcome<query_result> found) {
        answer_json(x, found ? outcome<std::string>{query_to_json(*found)} : found.error());
      });
}

} // namespace

std::vector<route> query_routes() {
  return {
      {"POST", "/api/v1/orgs/{org}/query", scope::org_admin, ask,
       "Answers one SELECT over the organization's record, the member sql of the body; the query "
       "itself is recorded first."},
  };
}

} // namespace gatehouse
