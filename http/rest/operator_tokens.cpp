#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

void list(const exchange_ptr& x) {
  auto asked = read_list_request(x->request());
  if (!asked)
    return refuse(x, asked.error());
  std::map<std::string, std::pair<token_id, instance::operator_token>> by_id;
  if (auto entry = x->gate().current().find_instance())
    for (const auto& [id, token] : entry->state.tokens)
      by_id.emplace(id.value, std::pair{id, token});
  answer_json(x, page_of(by_id, *asked, [](json_writer& out, const auto& one) {
                show_token(out, one.first, one.second);
              }));
}

void mint(const exchange_ptr& x) {
  body_reader body(x->request());
  auto name = body.text_or("name", {});
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().admin().mint_operator_token(x->who(), std::move(name),
                                        [x](outcome<minted_token> minted) {
                                          if (!minted)
                                            return refuse(x, minted.error());
                                          answer_created(x, show_minted(*minted), minted->id.value);
                                        });
}

void revoke(const exchange_ptr& x) {
  x->gate().admin().revoke_operator_token(x->who(), {x->segment("token")},
                                          [x](outcome<nothing> done) { answer_done(x, done); });
}

} // namespace

std::vector<route> operator_token_routes() {
  return {
      {"GET", "/api/v1/tokens", scope::operator_only, list, "Lists the operator's tokens."},
      {"POST", "/api/v1/tokens", scope::operator_only, mint,
       "Mints an operator token and shows it, this once."},
      {"DELETE", "/api/v1/tokens/{token}", scope::operator_only, revoke,
       "Revokes an operator token."},
  };
}

} // namespace gatehouse
