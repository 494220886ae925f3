#include "events/toolkit/toolkit.hpp"

#include "events/core/limits.hpp"
#include "events/names/slug.hpp"
#include "events/policy/pattern.hpp"
#include "events/policy/position.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

failure missing() {
  return {errc::not_found, "Toolkit not found."};
}

/// Returns the grant that `pattern` leads to: the one that exists, or a new one at the end.
outcome<grant> granted(const std::map<grant_id, grant>& grants, const grant_id& id,
                       const std::string& text) {
  if (auto valid = pattern::parse(text); !valid)
    return valid.error();
  std::optional<std::string_view> last;
  for (const auto& [other, one] : grants) {
    if (one.pattern == text)
      return one;
    if (!last || one.position > *last)
      last = one.position;
  }
  if (grants.size() >= limits::grants_per_toolkit_max)
    return failure{errc::limit_reached, "The toolkit has too many connection patterns."};
  auto position = position_between(last, std::nullopt);
  if (!position)
    return position.error();
  return grant{id, text, *position};
}

} // namespace

decision_of<toolkit> toolkit::decide(const state& s, const create_toolkit& c) {
  if (!s.id.empty())
    return failure{errc::conflict, "The toolkit exists already."};
  auto slug = parse_toolkit_slug(c.slug);
  if (!slug)
    return slug.error();
  auto name = parse_toolkit_name(c.name);
  if (!name)
    return name.error();
  events_of<toolkit> events{
      toolkit_created{c.toolkit, c.org, c.owner, c.owner_user, *slug, *name, c.naming, c.now}};
  std::map<grant_id, grant> grants;
  for (const auto& [id, text] : c.grants) {
    auto one = granted(grants, id, text);
    if (!one)
      return one.error();
    if (grants.try_emplace(one->id, *one).second)
      events.emplace_back(grant_added{*one, c.now});
  }
  return events;
}

decision_of<toolkit> toolkit::decide(const state& s, const change_toolkit& c) {
  if (!s.live())
    return missing();
  auto slug = parse_toolkit_slug(c.slug.value_or(s.slug));
  if (!slug)
    return slug.error();
  auto name = parse_toolkit_name(c.name.value_or(s.name));
  if (!name)
    return name.error();
  toolkit_changed changed{*slug, *name, c.naming.value_or(s.naming), c.now};
  if (changed.slug == s.slug && changed.name == s.name && changed.naming == s.naming)
    return events_of<toolkit>{};
  return events_of<toolkit>{changed};
}

decision_of<toolkit> toolkit::decide(const state& s, const add_grant& c) {
  if (!s.live())
    return missing();
  auto one = granted(s.grants, c.grant, c.pattern);
  if (!one)
    return one.error();
  if (s.grants.contains(one->id))
    return events_of<toolkit>{};
  return events_of<toolkit>{grant_added{*one, c.now}};
}

decision_of<toolkit> toolkit::decide(const state& s, const remove_grant& c) {
  if (!s.live())
    return missing();
  if (!s.grants.contains(c.grant))
    return failure{errc::not_found, "Toolkit connection not found."};
  return events_of<toolkit>{grant_removed{c.grant, c.now}};
}

decision_of<toolkit> toolkit::decide(const state& s, const add_toolkit_policy& c) {
  if (!s.live())
    return missing();
  auto rule = added_rule(s.policies, c.id, c.pattern, c.action, c.position);
  if (!rule)
    return rule.error();
  return events_of<toolkit>{toolkit_policy_added{*rule, c.now}};
}

decision_of<toolkit> toolkit::decide(const state& s, const change_toolkit_policy& c) {
  if (!s.live())
    return missing();
  auto rule = changed_rule(s.policies, c.id, c.change);
  if (!rule)
    return rule.error();
  if (*rule == s.policies.at(c.id))
    return events_of<toolkit>{};
  return events_of<toolkit>{toolkit_policy_changed{*rule, c.now}};
}

decision_of<toolkit> toolkit::decide(const state& s, const remove_toolkit_policy& c) {
  if (!s.live())
    return missing();
  if (!s.policies.contains(c.id))
    return failure{errc::not_found, "Toolkit policy not found."};
  return events_of<toolkit>{toolkit_policy_removed{c.id, c.now}};
}

decision_of<toolkit> toolkit::decide(const state& s, const delete_toolkit& c) {
  if (!s.live())
    return missing();
  return events_of<toolkit>{toolkit_deleted{c.now}};
}

decision_of<toolkit> toolkit::decide(const state& s, const set_toolkit_capture& c) {
  if (!s.live())
    return missing();
  if (c.level == s.capture)
    return events_of<toolkit>{};
  return events_of<toolkit>{toolkit_capture_set{c.level, c.now}};
}

void toolkit::evolve(state& s, const toolkit_created& e) {
  s.id = e.toolkit;
  s.org = e.org;
  s.owner = e.owner;
  s.owner_user = e.owner_user;
  s.slug = e.slug;
  s.name = e.name;
  s.naming = e.naming;
  s.created = s.updated = e.at;
}

void toolkit::evolve(state& s, const toolkit_changed& e) {
  s.slug = e.slug;
  s.name = e.name;
  s.naming = e.naming;
  s.updated = e.at;
}

void toolkit::evolve(state& s, const grant_added& e) {
  s.grants[e.grant.id] = e.grant;
  s.updated = e.at;
}

void toolkit::evolve(state& s, const grant_removed& e) {
  s.grants.erase(e.grant);
  s.updated = e.at;
}

void toolkit::evolve(state& s, const toolkit_policy_added& e) {
  s.policies[e.rule.id] = e.rule;
  s.updated = e.at;
}

void toolkit::evolve(state& s, const toolkit_policy_changed& e) {
  s.policies[e.rule.id] = e.rule;
  s.updated = e.at;
}

void toolkit::evolve(state& s, const toolkit_policy_removed& e) {
  s.policies.erase(e.rule);
  s.updated = e.at;
}

void toolkit::evolve(state& s, const toolkit_deleted& e) {
  s.deleted = true;
  s.updated = e.at;
}

void toolkit::evolve(state& s, const toolkit_capture_set& e) {
  s.capture = e.level;
  s.updated = e.at;
}

policy_snapshot snapshot_of(const toolkit::state& state, stream_version version) {
  if (!state.live())
    return policy_snapshot::missing(version);
  std::vector<grant> grants;
  for (const auto& [id, one] : state.grants)
    grants.push_back(one);
  return policy_snapshot::for_toolkit(state.owner, state.owner_user, std::move(grants),
                                      in_order(state.policies), version);
}

} // namespace gatehouse
