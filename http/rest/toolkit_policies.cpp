#include "actors/gateway.hpp"
#include "http/rest/lookup.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/policy_body.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

/// The org and the toolkit a request is about.
struct place {
  org_access at;
  published::entry<toolkit> kit;

  const toolkit_id& id() const { return kit->state.id; }
};

outcome<place> place_of(const exchange& x) {
  auto at = org_of(x);
  auto found = at ? toolkit_of(x, *at) : at.error();
  return found ? outcome<place>{place{*at, *found}} : found.error();
}

outcome<place> changeable_place(const exchange& x) {
  auto found = place_of(x);
  if (!found)
    return found;
  auto allowed = check_change(found->at, ownership_of(found->kit->state));
  return allowed ? found : allowed.error();
}

/// Returns the policy as it is now.
outcome<std::string> shown(const exchange& x, const policy_id& id) {
  auto now = place_of(x);
  if (!now)
    return now.error();
  const auto& rules = now->kit->state.policies;
  auto found = rules.find(id);
  if (found == rules.end())
    return failure{errc::not_found, "Toolkit policy not found."};
  return json_of([&](json_writer& out) {
    show_policy(out, now->at, found->second, ownership_of(now->kit->state));
  });
}

void list(const exchange_ptr& x) {
  auto where = place_of(*x);
  auto asked = read_list_request(x->request());
  if (!where || !asked)
    return refuse(x, where ? asked.error() : where.error());
  std::map<std::string, policy_rule> sorted;
  for (const auto& [id, rule] : where->kit->state.policies)
    sorted.emplace(rule.position + '\0' + id.value, rule);
  answer_json(x, page_of(sorted, *asked, [&](json_writer& out, const policy_rule& rule) {
                show_policy(out, where->at, rule, ownership_of(where->kit->state));
              }));
}

void add(const exchange_ptr& x) {
  auto where = changeable_place(*x);
  if (!where)
    return refuse(x, where.error());
  body_reader body(x->request());
  auto what = read_new_policy(body);
  what.toolkit = where->id();
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().admin().add_policy(x->who(), where->at.id, std::move(what),
                               [x](outcome<policy_id> made) {
                                 auto json = made ? shown(*x, *made) : made.error();
                                 if (!json)
                                   return refuse(x, json.error());
                                 answer_created(x, std::move(*json), made->value);
                               });
}

void change(const exchange_ptr& x) {
  auto where = changeable_place(*x);
  if (!where)
    return refuse(x, where.error());
  body_reader body(x->request());
  auto what = read_policy_change(body);
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  const policy_id id{x->segment("policy")};
  x->gate().admin().change_policy(
      x->who(), where->at.id, where->id(), id, std::move(what),
      [x, id](outcome<nothing> done) { answer_json(x, done ? shown(*x, id) : done.error()); });
}

void remove(const exchange_ptr& x) {
  auto where = changeable_place(*x);
  if (!where)
    return refuse(x, where.error());
  x->gate().admin().remove_policy(x->who(), where->at.id, where->id(), {x->segment("policy")},
                                  [x](outcome<nothing> done) { answer_done(x, done); });
}

} // namespace

std::vector<route> toolkit_policy_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/toolkits/{toolkit}/policies", scope::org_reader, list,
       "Lists the policies of a toolkit in order of precedence."},
      {"POST", "/api/v1/orgs/{org}/toolkits/{toolkit}/policies", scope::org_member, add,
       "Adds a policy to a toolkit, at the top unless a position is given."},
      {"PATCH", "/api/v1/orgs/{org}/toolkits/{toolkit}/policies/{policy}", scope::org_member,
       change, "Changes or moves a policy of a toolkit."},
      {"DELETE", "/api/v1/orgs/{org}/toolkits/{toolkit}/policies/{policy}", scope::org_member,
       remove, "Removes a policy of a toolkit."},
  };
}

} // namespace gatehouse
