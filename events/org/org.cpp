#include "events/org/org.hpp"

#include "events/core/limits.hpp"
#include "events/names/slug.hpp"

namespace gatehouse {

namespace {

failure not_created() {
  return {errc::not_found, "Organization not found."};
}

/// Slugs are unique across owners, whoever can see the other holder (lesson 30).
std::optional<failure> slug_taken(const org::state& s, const std::string& slug,
                                  const toolkit_id& but) {
  for (const auto& [id, place] : s.toolkits)
    if (id != but && place.slug == slug)
      return toolkit_slug_taken(slug);
  return std::nullopt;
}

rule_list rules_of(const org::state& s, const user_id& owner) {
  auto found = s.policies.find(owner);
  return found == s.policies.end() ? rule_list{} : found->second;
}

std::optional<user_id> owner_of(const org::state& s, const policy_id& id) {
  for (const auto& [owner, rules] : s.policies)
    if (rules.contains(id))
      return owner;
  return std::nullopt;
}

std::optional<failure> bad_token(const org::state& s, const mint_token& c) {
  if (s.id.empty())
    return not_created();
  if (auto name = parse_display_name("The token's name", c.name); !name)
    return name.error();
  if (s.tokens.size() >= limits::tokens_per_org_max)
    return failure{errc::limit_reached, "This organization has too many tokens; revoke some."};
  if (s.tokens.contains(c.token))
    return failure{errc::conflict, "The token exists already."};
  return std::nullopt;
}

} // namespace

decision_of<org> org::decide(const state& s, const create_org& c) {
  if (!s.id.empty())
    return failure{errc::conflict, "The organization exists already."};
  if (auto valid = parse_org_slug(c.slug); !valid)
    return valid.error();
  if (auto name = parse_display_name("The organization's name", c.name); !name)
    return name.error();
  return events_of<org>{
      org_created{c.org, c.slug, c.name.empty() ? c.slug : c.name, c.data_key, c.now}};
}

decision_of<org> org::decide(const state& s, const set_member& c) {
  if (s.id.empty())
    return not_created();
  auto found = s.members.find(c.user);
  if (found != s.members.end() && found->second.rank == c.rank)
    return events_of<org>{};
  return events_of<org>{member_set{c.user, c.name, c.rank, c.now}};
}

decision_of<org> org::decide(const state& s, const mint_token& c) {
  if (auto refused = bad_token(s, c))
    return *refused;
  events_of<org> events;
  if (!c.user.empty() && !s.members.contains(c.user))
    events.emplace_back(member_set{c.user, c.user_name, c.rank, c.now});
  events.emplace_back(
      token_minted{c.token, c.digest, c.prefix, c.name, c.rank, c.user, c.by, c.now});
  if (!c.user.empty() && !c.data_key.empty() && !s.user_keys.contains(c.user))
    events.emplace_back(data_key_set{c.user, c.data_key, c.now});
  return events;
}

decision_of<org> org::decide(const state& s, const revoke_token& c) {
  if (!s.tokens.contains(c.token))
    return failure{errc::not_found, "Token not found."};
  return events_of<org>{token_revoked{c.token, c.now}};
}

decision_of<org> org::decide(const state& s, const add_org_policy& c) {
  if (s.id.empty())
    return not_created();
  if (!c.owner_user.empty() && !s.members.contains(c.owner_user))
    return failure{errc::not_found, "The user is no member of this organization."};
  if (owner_of(s, c.id))
    return failure{errc::conflict, "The policy exists already."};
  auto rule = added_rule(rules_of(s, c.owner_user), c.id, c.pattern, c.action, c.position);
  if (!rule)
    return rule.error();
  return events_of<org>{org_policy_added{c.owner_user, *rule}};
}

decision_of<org> org::decide(const state& s, const change_org_policy& c) {
  auto owner = owner_of(s, c.id);
  if (!owner)
    return failure{errc::not_found, "Policy not found."};
  const auto& rules = s.policies.at(*owner);
  auto rule = changed_rule(rules, c.id, c.change);
  if (!rule)
    return rule.error();
  if (*rule == rules.at(c.id))
    return events_of<org>{};
  return events_of<org>{org_policy_changed{*owner, *rule}};
}

decision_of<org> org::decide(const state& s, const remove_org_policy& c) {
  auto owner = owner_of(s, c.id);
  if (!owner)
    return failure{errc::not_found, "Policy not found."};
  return events_of<org>{org_policy_removed{*owner, c.id}};
}

decision_of<org> org::decide(const state& s, const claim_toolkit& c) {
  if (s.id.empty())
    return not_created();
  auto slug = parse_toolkit_slug(c.slug);
  if (!slug)
    return slug.error();
  if (auto taken = slug_taken(s, *slug, c.toolkit))
    return *taken;
  if (s.toolkits.size() >= limits::toolkits_per_org_max)
    return failure{errc::limit_reached, "This organization has too many toolkits."};
  return events_of<org>{toolkit_claimed{c.toolkit, *slug, c.owner, c.owner_user}};
}

decision_of<org> org::decide(const state& s, const move_toolkit_slug& c) {
  auto found = s.toolkits.find(c.toolkit);
  if (found == s.toolkits.end())
    return failure{errc::not_found, "Toolkit not found."};
  auto slug = parse_toolkit_slug(c.slug);
  if (!slug)
    return slug.error();
  if (auto taken = slug_taken(s, *slug, c.toolkit))
    return *taken;
  if (found->second.slug == *slug)
    return events_of<org>{};
  return events_of<org>{toolkit_slug_moved{c.toolkit, *slug}};
}

decision_of<org> org::decide(const state& s, const release_toolkit& c) {
  if (!s.toolkits.contains(c.toolkit))
    return failure{errc::not_found, "Toolkit not found."};
  return events_of<org>{toolkit_released{c.toolkit}};
}

decision_of<org> org::decide(const state& s, const claim_connection& c) {
  if (s.id.empty())
    return not_created();
  for (const auto& [id, place] : s.connections)
    if (place.address == c.address && place.owner_user == c.owner_user)
      return failure{errc::conflict, "The connection \"" + c.address + "\" exists already."};
  if (s.connections.size() >= limits::connections_per_org_max)
    return failure{errc::limit_reached, "This organization has too many connections."};
  return events_of<org>{connection_claimed{c.connection, c.address, c.owner, c.owner_user}};
}

decision_of<org> org::decide(const state& s, const release_connection& c) {
  if (!s.connections.contains(c.connection))
    return failure{errc::not_found, "Connection not found."};
  return events_of<org>{connection_released{c.connection}};
}

void org::evolve(state& s, const org_created& e) {
  s.id = e.org;
  s.slug = e.slug;
  s.name = e.name;
  s.data_key = e.data_key;
  s.created = e.at;
}

void org::evolve(state& s, const member_set& e) {
  s.members[e.user] = {e.name, e.rank};
}

void org::evolve(state& s, const token_minted& e) {
  s.tokens[e.token] = {e.digest, e.prefix, e.name, e.rank, e.user, e.by, e.at};
}

void org::evolve(state& s, const token_revoked& e) {
  s.tokens.erase(e.token);
}

void org::evolve(state& s, const org_policy_added& e) {
  s.policies[e.owner_user][e.rule.id] = e.rule;
}

void org::evolve(state& s, const org_policy_changed& e) {
  s.policies[e.owner_user][e.rule.id] = e.rule;
}

void org::evolve(state& s, const org_policy_removed& e) {
  auto found = s.policies.find(e.owner_user);
  found->second.erase(e.id);
  if (found->second.empty())
    s.policies.erase(found);
}

void org::evolve(state& s, const toolkit_claimed& e) {
  s.toolkits[e.toolkit] = {e.slug, e.owner, e.owner_user};
}

void org::evolve(state& s, const toolkit_slug_moved& e) {
  s.toolkits[e.toolkit].slug = e.slug;
}

void org::evolve(state& s, const toolkit_released& e) {
  s.toolkits.erase(e.toolkit);
}

void org::evolve(state& s, const connection_claimed& e) {
  s.connections[e.connection] = {e.address, e.owner, e.owner_user};
}

void org::evolve(state& s, const connection_released& e) {
  s.connections.erase(e.connection);
}

} // namespace gatehouse
