#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

/// Nobody hands out or takes away a rank above his own, nor speaks for a member who has one.
outcome<nothing> check_rank(const org_access& at, role rank) {
  if (at.who.is_operator() || rank <= at.who.rank)
    return nothing{};
  return failure{errc::forbidden, "A token of rank " + std::string{name_of(rank)} +
                                      " is beyond the rank of this credential."};
}

outcome<nothing> check_minting(const org_access& at, const new_token& what) {
  for (const auto& [id, member] : at.org->state.members)
    if (member.name == what.user)
      if (auto allowed = check_rank(at, member.rank); !allowed)
        return allowed;
  return check_rank(at, what.rank);
}

void list(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto asked = read_list_request(x->request());
  if (!at || !asked)
    return refuse(x, at ? asked.error() : at.error());
  std::map<std::string, std::pair<token_id, org::token>> by_id;
  for (const auto& [id, token] : at->org->state.tokens)
    by_id.emplace(id.value, std::pair{id, token});
  answer_json(x, page_of(by_id, *asked, [&](json_writer& out, const auto& one) {
                show_token(out, *at, one.first, one.second);
              }));
}

void mint(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  body_reader body(x->request());
  new_token what{body.text_or("name", {}), body.maybe_choice<role>("role").value_or(role::member),
                 body.text_or("user", {})};
  auto good = body.finish();
  if (good)
    good = check_minting(*at, what);
  if (!good)
    return refuse(x, good.error());
  x->gate().admin().mint_token(x->who(), at->id, std::move(what),
                               [x](outcome<minted_token> minted) {
                                 if (!minted)
                                   return refuse(x, minted.error());
                                 answer_created(x, show_minted(*minted), minted->id.value);
                               });
}

void revoke(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  auto found = at->org->state.tokens.find({x->segment("token")});
  if (found == at->org->state.tokens.end())
    return refuse(x, {errc::not_found, "Token not found."});
  if (auto allowed = check_rank(*at, found->second.rank); !allowed)
    return refuse(x, allowed.error());
  x->gate().admin().revoke_token(x->who(), at->id, found->first,
                                 [x](outcome<nothing> done) { answer_done(x, done); });
}

} // namespace

std::vector<route> token_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/tokens", scope::org_admin, list,
       "Lists the tokens of an organization."},
      {"POST", "/api/v1/orgs/{org}/tokens", scope::org_admin, mint,
       "Mints a token for an organization or one of its users and shows it, this once."},
      {"DELETE", "/api/v1/orgs/{org}/tokens/{token}", scope::org_admin, revoke, "Revokes a token."},
  };
}

} // namespace gatehouse
