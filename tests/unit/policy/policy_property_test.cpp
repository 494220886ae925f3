#include "events/policy/policy.hpp"
#include "tests/unit/policy/naive_match.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {
namespace {

constexpr stream_version version{3};

rc::Gen<std::string> some_pattern() {
  return rc::gen::element<std::string>("*", "a.*", "a.b", "a.*.c", "a.b.*", "b.*.*.d", "b.c.*.*",
                                       "a.b.c.d", "b.*", "a.*.*", "b.c.d.e.f");
}

rc::Gen<std::string> some_address() {
  return rc::gen::element<std::string>("a", "b", "a.b", "a.b.c", "a.x.c", "b.c.x.d", "a.b.c.d",
                                       "c.d", "b.c.d.e.f", "b.c");
}

/// Few positions, so that ties happen; the ids fall as the rules go, so that ties turn their order.
rc::Gen<std::vector<policy_rule>> some_rules() {
  auto rule = rc::gen::apply(
      [](std::string text, policy_action action, std::string position) {
        return policy_rule{{}, std::move(text), action, std::move(position)};
      },
      some_pattern(),
      rc::gen::element(policy_action::approve, policy_action::require_approval,
                       policy_action::block),
      rc::gen::element<std::string>("Zz", "a0", "a0V", "a1"));
  return rc::gen::map(rc::gen::container<std::vector<policy_rule>>(rule), [](auto rules) {
    int number = 1000;
    for (auto& one : rules)
      one.id.value = std::to_string(--number);
    return rules;
  });
}

rc::Gen<std::vector<grant>> some_grants() {
  return rc::gen::container<std::vector<grant>>(rc::gen::map(some_pattern(), [](std::string text) {
    return grant{{"g"}, std::move(text), "a0"};
  }));
}

const policy_rule* naive_rule(const std::vector<policy_rule>& rules, std::string_view address) {
  const policy_rule* best = nullptr;
  for (const auto& rule : rules)
    if (naive_match(rule.pattern, address) && (!best || precedes(rule, *best)))
      best = &rule;
  return best;
}

judgement naive_verdict(const policy_rule* rule, bool requires_approval) {
  if (rule)
    return {rule->action, rule_source::rule, rule->pattern, rule->id, version};
  return {requires_approval ? policy_action::require_approval : policy_action::approve,
          rule_source::tool_default,
          "",
          {},
          version};
}

RC_GTEST_PROP(PolicySnapshot, JudgesInAToolkitAsALinearEvaluationDoes, (bool requires_approval)) {
  auto grants = *some_grants();
  auto rules = *some_rules();
  auto address = *some_address();
  auto snapshot = policy_snapshot::for_toolkit(owner_kind::org, {}, grants, rules, version);
  bool granted = std::any_of(grants.begin(), grants.end(),
                             [&](const grant& one) { return naive_match(one.pattern, address); });
  judgement expected{policy_action::block, rule_source::no_grant, "*", {}, version};
  if (granted)
    expected = naive_verdict(naive_rule(rules, address), requires_approval);
  auto verdict = snapshot.judge({address, owner_kind::org, "", requires_approval});
  RC_CLASSIFY(verdict.source == rule_source::rule);
  RC_ASSERT(verdict == expected);
}

RC_GTEST_PROP(PolicySnapshot, JudgesInAnOrgAsALinearEvaluationDoes, (bool requires_approval)) {
  auto org_rules = *some_rules();
  auto user_rules = *some_rules();
  auto address = *some_address();
  auto snapshot = policy_snapshot::for_org(org_rules, user_rules, version);
  const auto* rule = naive_rule(org_rules, address);
  const auto* personal = naive_rule(user_rules, address);
  if (!rule || (personal && personal->action > rule->action))
    rule = personal;
  auto verdict = snapshot.judge({address, owner_kind::org, "", requires_approval});
  RC_ASSERT(verdict == naive_verdict(rule, requires_approval));
}

RC_GTEST_PROP(PolicySnapshot, NeverLetsAPersonalRuleWeakenTheOrgs, ()) {
  auto org_rules = *some_rules();
  auto user_rules = *some_rules();
  auto address = *some_address();
  tool_target target{address, owner_kind::org, "", false};
  auto alone = policy_snapshot::for_org(org_rules, {}, version).judge(target);
  auto both = policy_snapshot::for_org(org_rules, user_rules, version).judge(target);
  RC_ASSERT(alone.source != rule_source::rule || both.action >= alone.action);
}

RC_GTEST_PROP(PolicySnapshot, NeverGrantsMoreByARule, ()) {
  auto grants = *some_grants();
  auto address = *some_address();
  tool_target target{address, owner_kind::org, "", false};
  auto judge = [&](std::vector<policy_rule> rules) {
    return policy_snapshot::for_toolkit(owner_kind::org, {}, grants, std::move(rules), version)
        .judge(target);
  };
  auto bare = judge({});
  auto ruled = judge(*some_rules());
  RC_ASSERT((bare.source == rule_source::no_grant) == (ruled.source == rule_source::no_grant));
}

} // namespace
} // namespace gatehouse
