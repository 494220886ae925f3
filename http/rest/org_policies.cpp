#include "actors/gateway.hpp"
#include "http/rest/access.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/policy_body.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

struct owned_rule {
  policy_rule rule;
  ownership whose;
};

ownership ownership_of(const user_id& user) {
  return {user.empty() ? owner_kind::org : owner_kind::user, user};
}

/// The policies the caller sees: those of the org first, each owner's in order of precedence.
std::map<std::string, owned_rule> visible_policies(const org_access& at) {
  std::map<std::string, owned_rule> sorted;
  for (const auto& [user, rules] : at.org->state.policies)
    if (const auto whose = ownership_of(user); at.sees(whose))
      for (const auto& [id, rule] : rules)
        sorted.emplace(user.value + '\0' + rule.position + '\0' + id.value,
                       owned_rule{rule, whose});
  return sorted;
}

outcome<owned_rule> policy_of(const org_access& at, const std::string& id) {
  for (const auto& [key, one] : visible_policies(at))
    if (one.rule.id.value == id)
      return one;
  return failure{errc::not_found, "Policy not found."};
}

/// Returns the policy of the request if the caller may change it.
outcome<policy_id> changeable(const exchange& x, const org_access& at) {
  auto found = policy_of(at, x.segment("policy"));
  if (!found)
    return found.error();
  auto allowed = check_change(at, found->whose);
  return allowed ? outcome<policy_id>{found->rule.id} : allowed.error();
}

outcome<std::string> shown(const exchange& x, const policy_id& id) {
  auto at = org_of(x);
  auto found = at ? policy_of(*at, id.value) : at.error();
  if (!found)
    return found.error();
  return json_of([&](json_writer& out) { show_policy(out, *at, found->rule, found->whose); });
}

void list(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto asked = read_list_request(x->request());
  if (!at || !asked)
    return refuse(x, at ? asked.error() : at.error());
  answer_json(x,
              page_of(visible_policies(*at), *asked, [&](json_writer& out, const owned_rule& one) {
                show_policy(out, *at, one.rule, one.whose);
              }));
}

void add(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  body_reader body(x->request());
  auto what = read_new_policy(body);
  const auto owner = read_owner(body, *at);
  what.owner_user = owner.user_name;
  auto good = body.finish();
  if (good)
    good = check_create(*at, owner);
  if (!good)
    return refuse(x, good.error());
  x->gate().admin().add_policy(x->who(), at->id, std::move(what), [x](outcome<policy_id> made) {
    auto json = made ? shown(*x, *made) : made.error();
    if (!json)
      return refuse(x, json.error());
    answer_created(x, std::move(*json), made->value);
  });
}

void change(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  body_reader body(x->request());
  auto what = read_policy_change(body);
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().admin().change_policy(x->who(), at->id, {}, *id, std::move(what),
                                  [x, id = *id](outcome<nothing> done) {
                                    answer_json(x, done ? shown(*x, id) : done.error());
                                  });
}

void remove(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  x->gate().admin().remove_policy(x->who(), at->id, {}, *id,
                                  [x](outcome<nothing> done) { answer_done(x, done); });
}

} // namespace

std::vector<route> org_policy_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/policies", scope::org_reader, list,
       "Lists the organization's policies and the caller's own, in order of precedence."},
      {"POST", "/api/v1/orgs/{org}/policies", scope::org_member, add,
       "Adds a policy of the organization or of the caller, at the top unless a position is "
       "given."},
      {"PATCH", "/api/v1/orgs/{org}/policies/{policy}", scope::org_member, change,
       "Changes or moves a policy."},
      {"DELETE", "/api/v1/orgs/{org}/policies/{policy}", scope::org_member, remove,
       "Removes a policy."},
  };
}

} // namespace gatehouse
