#include "events/policy/policy.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gatehouse {

namespace {

/// Returns the readable patterns of `grants`; an unreadable one grants nothing.
std::vector<pattern> patterns_of(const std::vector<grant>& grants) {
  std::vector<pattern> result;
  result.reserve(grants.size());
  for (const auto& one : grants)
    if (auto parsed = pattern::parse(one.pattern))
      result.push_back(*std::move(parsed));
  return result;
}

/// Puts `rules` in order and makes every rule that cannot be read a block of everything.
std::vector<policy_rule> in_order(std::vector<policy_rule> rules) {
  std::sort(rules.begin(), rules.end(), precedes);
  for (auto& rule : rules)
    if (!pattern::parse(rule.pattern))
      rule.action = policy_action::block;
  return rules;
}

/// Returns the pattern of each of `rules`, in their order.
std::vector<pattern> patterns_of(const std::vector<policy_rule>& rules) {
  std::vector<pattern> result;
  result.reserve(rules.size());
  for (const auto& rule : rules) {
    auto parsed = pattern::parse(rule.pattern);
    result.push_back(parsed ? *std::move(parsed) : pattern::everything());
  }
  return result;
}

} // namespace

bool precedes(const policy_rule& a, const policy_rule& b) noexcept {
  return std::tie(a.position, a.id.value) < std::tie(b.position, b.id.value);
}

policy_snapshot::rule_list::rule_list(std::vector<policy_rule> rules)
    : rules_(in_order(std::move(rules))), index_(patterns_of(rules_)) {}

const policy_rule*
policy_snapshot::rule_list::first_match(std::string_view address) const noexcept {
  auto found = index_.first_match(address);
  return found ? &rules_[*found] : nullptr;
}

policy_snapshot::policy_snapshot(scope where, user_id viewer, std::vector<pattern> grants,
                                 std::vector<policy_rule> rules,
                                 std::vector<policy_rule> user_rules, stream_version version)
    : scope_(where), viewer_(std::move(viewer)), grants_(std::move(grants)),
      rules_(std::move(rules)), user_rules_(std::move(user_rules)), version_(version) {}

policy_snapshot policy_snapshot::for_toolkit(owner_kind owner, user_id owner_user,
                                             const std::vector<grant>& grants,
                                             std::vector<policy_rule> rules,
                                             stream_version version) {
  auto viewer = owner == owner_kind::user ? std::move(owner_user) : user_id{};
  return {scope::toolkit, std::move(viewer), patterns_of(grants), std::move(rules), {}, version};
}

policy_snapshot policy_snapshot::for_org(std::vector<policy_rule> org_rules,
                                         std::vector<policy_rule> user_rules,
                                         stream_version version, user_id viewer) {
  return {scope::org, std::move(viewer), {}, std::move(org_rules), std::move(user_rules), version};
}

policy_snapshot policy_snapshot::missing(stream_version version) {
  return {scope::gone, {}, {}, {}, {}, version};
}

judgement policy_snapshot::judge(const tool_target& target) const {
  if (scope_ == scope::gone)
    return blocked(rule_source::missing_toolkit);
  if (target.owner == owner_kind::user && (viewer_.empty() || target.owner_user != viewer_.value))
    return blocked(rule_source::personal_tool);
  if (scope_ == scope::toolkit && !grants_.first_match(target.address))
    return blocked(rule_source::no_grant);
  if (const auto* rule = deciding_rule(target.address))
    return {rule->action, rule_source::rule, rule->pattern, rule->id, version_};
  auto action = target.requires_approval ? policy_action::require_approval : policy_action::approve;
  return {action, rule_source::tool_default, {}, {}, version_};
}

judgement policy_snapshot::blocked(rule_source source) const {
  return {policy_action::block, source, "*", {}, version_};
}

const policy_rule* policy_snapshot::deciding_rule(std::string_view address) const noexcept {
  const auto* first = rules_.first_match(address);
  const auto* personal = user_rules_.first_match(address);
  if (!first || (personal && personal->action > first->action))
    return personal;
  return first;
}

} // namespace gatehouse
