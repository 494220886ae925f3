#include "events/policy/policy.hpp"
#include "events/policy/position.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {
namespace {

constexpr stream_version version{7};

struct rule_text {
  std::string_view pattern;
  policy_action action;
};

/// Rules in the order given, with ids "1", "2" and so on.
std::vector<policy_rule> rules_of(std::initializer_list<rule_text> texts) {
  std::vector<policy_rule> rules;
  for (const auto& text : texts) {
    auto number = std::to_string(rules.size() + 1);
    rules.push_back({{number}, std::string{text.pattern}, text.action, "a" + number});
  }
  return rules;
}

std::vector<grant> grants_of(std::initializer_list<std::string_view> texts) {
  std::vector<grant> grants;
  for (auto text : texts)
    grants.push_back({{std::string{text}}, std::string{text}, "a0"});
  return grants;
}

policy_snapshot org_toolkit(std::initializer_list<std::string_view> grants,
                            std::initializer_list<rule_text> rules = {}) {
  return policy_snapshot::for_toolkit(owner_kind::org, {}, grants_of(grants), rules_of(rules),
                                      version);
}

policy_snapshot toolkit_of(std::string user, std::initializer_list<std::string_view> grants) {
  return policy_snapshot::for_toolkit(owner_kind::user, {std::move(user)}, grants_of(grants), {},
                                      version);
}

judgement by_rule(policy_action action, std::string_view text, std::string_view id) {
  return {action, rule_source::rule, std::string{text}, {std::string{id}}, version};
}

judgement by_default(policy_action action) {
  return {action, rule_source::tool_default, "", {}, version};
}

judgement blocked(rule_source source) {
  return {policy_action::block, source, "*", {}, version};
}

constexpr tool_target list_repos{"github.org.main.repos.list", owner_kind::org, "", false};
constexpr tool_target drop_repos{"github.org.main.repos.drop", owner_kind::org, "", true};
constexpr tool_target post_chat{"slack.org.main.chat.post", owner_kind::org, "", false};
constexpr tool_target notes_of_ann{"notes.user.main.read", owner_kind::user, "ann", false};
constexpr tool_target notes_of_bob{"notes.user.main.read", owner_kind::user, "bob", false};

// -- toolkits -------------------------------------------------------------------------------------

TEST(ToolkitPolicy, BlocksEverythingWhenTheToolkitIsGone) {
  EXPECT_EQ(policy_snapshot::missing(version).judge(list_repos),
            blocked(rule_source::missing_toolkit));
  EXPECT_EQ(policy_snapshot::missing(version).judge(notes_of_ann),
            blocked(rule_source::missing_toolkit));
}

TEST(ToolkitPolicy, BlocksWhatIsNotGranted) {
  EXPECT_EQ(org_toolkit({}).judge(list_repos), blocked(rule_source::no_grant));
  EXPECT_EQ(org_toolkit({"slack.*"}).judge(list_repos), blocked(rule_source::no_grant));
}

TEST(ToolkitPolicy, BlocksWhatIsNotGrantedAlsoWhenARuleApprovesEverything) {
  auto snapshot = org_toolkit({"github.org.main.*"}, {{"*", policy_action::approve}});
  EXPECT_EQ(snapshot.judge(post_chat), blocked(rule_source::no_grant));
}

TEST(ToolkitPolicy, NeverGrantsByAnApprovingRule) {
  auto snapshot =
      org_toolkit({"github.org.main.*"}, {{"slack.org.main.*", policy_action::approve}});
  EXPECT_EQ(snapshot.judge(post_chat), blocked(rule_source::no_grant));
  EXPECT_EQ(snapshot.judge(list_repos), by_default(policy_action::approve));
}

TEST(ToolkitPolicy, FollowsTheToolsDefaultWithoutARule) {
  auto snapshot = org_toolkit({"github.*"});
  EXPECT_EQ(snapshot.judge(list_repos), by_default(policy_action::approve));
  EXPECT_EQ(snapshot.judge(drop_repos), by_default(policy_action::require_approval));
}

TEST(ToolkitPolicy, LetsAnApprovingRuleOverrideTheToolsDefault) {
  auto snapshot = org_toolkit({"github.*"}, {{"github.org.main.*", policy_action::approve}});
  EXPECT_EQ(snapshot.judge(drop_repos), by_rule(policy_action::approve, "github.org.main.*", "1"));
}

TEST(ToolkitPolicy, TakesAnApprovingRuleOfThreeSegmentsAsARuleAndNotAsAGrant) {
  auto snapshot = org_toolkit({"gatehouse.*"}, {{"gatehouse.policies.*", policy_action::approve}});
  tool_target create{"gatehouse.policies.create", owner_kind::org, "", true};
  EXPECT_EQ(snapshot.judge(create), by_rule(policy_action::approve, "gatehouse.policies.*", "1"));
}

TEST(ToolkitPolicy, TakesAnApprovingRuleEqualToAGrantAsARule) {
  auto snapshot =
      org_toolkit({"github.org.main.*"}, {{"github.org.main.*", policy_action::approve}});
  EXPECT_EQ(snapshot.judge(drop_repos), by_rule(policy_action::approve, "github.org.main.*", "1"));
}

TEST(ToolkitPolicy, AsksOnlyTheFirstMatchingRule) {
  auto snapshot = org_toolkit({"*"}, {{"slack.*", policy_action::block},
                                      {"github.*.*.repos.list", policy_action::require_approval},
                                      {"github.*", policy_action::block},
                                      {"*", policy_action::approve}});
  EXPECT_EQ(snapshot.judge(list_repos),
            by_rule(policy_action::require_approval, "github.*.*.repos.list", "2"));
  EXPECT_EQ(snapshot.judge(drop_repos), by_rule(policy_action::block, "github.*", "3"));
}

TEST(ToolkitPolicy, BlocksPersonalToolsInAnOrgToolkitEvenIfGranted) {
  EXPECT_EQ(org_toolkit({"*", "notes.user.main.*"}).judge(notes_of_ann),
            blocked(rule_source::personal_tool));
}

TEST(ToolkitPolicy, DecidesWhoseAToolIsByItsFieldAndNotByItsAddress) {
  tool_target static_tool{"gatehouse.user.list", owner_kind::org, "", false};
  EXPECT_EQ(org_toolkit({"gatehouse.*"}).judge(static_tool), by_default(policy_action::approve));
  tool_target disguised{"notes.org.main.read", owner_kind::user, "ann", false};
  EXPECT_EQ(org_toolkit({"*"}).judge(disguised), blocked(rule_source::personal_tool));
}

TEST(ToolkitPolicy, LetsAUserToolkitHoldOrgToolsAndItsUsersOwn) {
  auto snapshot = toolkit_of("ann", {"notes.user.main.*", "github.*"});
  EXPECT_EQ(snapshot.judge(notes_of_ann), by_default(policy_action::approve));
  EXPECT_EQ(snapshot.judge(list_repos), by_default(policy_action::approve));
  EXPECT_EQ(snapshot.judge(post_chat), blocked(rule_source::no_grant));
  EXPECT_EQ(snapshot.judge(notes_of_bob), blocked(rule_source::personal_tool));
}

TEST(ToolkitPolicy, TreatsAPersonalToolOfNobodyAsForeign) {
  tool_target nobodys{"notes.user.main.read", owner_kind::user, "", false};
  EXPECT_EQ(toolkit_of("", {"*"}).judge(nobodys), blocked(rule_source::personal_tool));
  EXPECT_EQ(org_toolkit({"*"}).judge(nobodys), blocked(rule_source::personal_tool));
}

TEST(ToolkitPolicy, IgnoresAUserGivenForAnOrgToolkit) {
  auto snapshot =
      policy_snapshot::for_toolkit(owner_kind::org, {"ann"}, grants_of({"*"}), {}, version);
  EXPECT_EQ(snapshot.judge(notes_of_ann), blocked(rule_source::personal_tool));
}

// -- order and damage -----------------------------------------------------------------------------

TEST(PolicyOrder, IsByPositionBytewiseAndThenById) {
  policy_rule upper{{"9"}, "*", policy_action::block, "Zz"};
  policy_rule lower{{"1"}, "*", policy_action::block, "a0"};
  policy_rule twin{{"2"}, "*", policy_action::block, "a0"};
  EXPECT_TRUE(precedes(upper, lower));
  EXPECT_FALSE(precedes(lower, upper));
  EXPECT_TRUE(precedes(lower, twin));
  EXPECT_FALSE(precedes(lower, lower));
}

TEST(PolicyOrder, LetsTheRuleAddedLastDecideWhenItGoesToTheTop) {
  policy_rule first{{"1"}, "*", policy_action::approve, *position_between({}, {})};
  policy_rule second{{"2"}, "*", policy_action::block, *position_between({}, first.position)};
  auto snapshot =
      policy_snapshot::for_toolkit(owner_kind::org, {}, grants_of({"*"}), {first, second}, version);
  EXPECT_EQ(snapshot.judge(list_repos), by_rule(policy_action::block, "*", "2"));
}

TEST(PolicyOrder, DoesNotDependOnTheOrderRulesArriveIn) {
  std::vector<policy_rule> rules{{{"c"}, "*", policy_action::approve, "a1"},
                                 {{"b"}, "*", policy_action::block, "a0"},
                                 {{"a"}, "*", policy_action::require_approval, "a0"}};
  std::sort(rules.begin(), rules.end(), [](auto& a, auto& b) { return a.id < b.id; });
  do {
    auto snapshot =
        policy_snapshot::for_toolkit(owner_kind::org, {}, grants_of({"*"}), rules, version);
    EXPECT_EQ(snapshot.judge(list_repos), by_rule(policy_action::require_approval, "*", "a"));
  } while (std::next_permutation(rules.begin(), rules.end(),
                                 [](auto& a, auto& b) { return a.id < b.id; }));
}

TEST(DamagedPolicy, BlocksEverythingFromItsPlaceOn) {
  auto snapshot = org_toolkit({"*"}, {{"github.*.*.repos.list", policy_action::approve},
                                      {"git*", policy_action::approve},
                                      {"*", policy_action::approve}});
  EXPECT_EQ(snapshot.judge(list_repos),
            by_rule(policy_action::approve, "github.*.*.repos.list", "1"));
  EXPECT_EQ(snapshot.judge(post_chat), by_rule(policy_action::block, "git*", "2"));
}

TEST(DamagedPolicy, GrantsNothingByAnUnreadableGrant) {
  EXPECT_EQ(org_toolkit({"git*", ""}).judge(list_repos), blocked(rule_source::no_grant));
}

// -- organizations --------------------------------------------------------------------------------

policy_snapshot org_with(std::initializer_list<rule_text> org_rules,
                         std::initializer_list<rule_text> user_rules = {}) {
  return policy_snapshot::for_org(rules_of(org_rules), rules_of(user_rules), version, {"ann"});
}

TEST(OrgPolicy, FollowsTheToolsDefaultWithoutARule) {
  EXPECT_EQ(org_with({}).judge(list_repos), by_default(policy_action::approve));
  EXPECT_EQ(org_with({{"slack.*", policy_action::block}}).judge(drop_repos),
            by_default(policy_action::require_approval));
}

TEST(OrgPolicy, NeverLetsAPersonalApproveWeakenTheOrgsBlock) {
  auto snapshot = org_with({{"github.*", policy_action::block}}, {{"*", policy_action::approve}});
  EXPECT_EQ(snapshot.judge(list_repos), by_rule(policy_action::block, "github.*", "1"));
}

TEST(OrgPolicy, LetsAPersonalRuleStrengthenTheOrgs) {
  auto snapshot = org_with(
      {{"github.*", policy_action::approve}},
      {{"slack.*", policy_action::block}, {"github.*.*.repos.*", policy_action::require_approval}});
  EXPECT_EQ(snapshot.judge(list_repos),
            by_rule(policy_action::require_approval, "github.*.*.repos.*", "2"));
}

TEST(OrgPolicy, TakesOnlyTheFirstMatchOfEachOwner) {
  auto snapshot = org_with({{"github.*", policy_action::approve}, {"*", policy_action::block}},
                           {{"*", policy_action::approve}, {"github.*", policy_action::block}});
  EXPECT_EQ(snapshot.judge(drop_repos), by_rule(policy_action::approve, "github.*", "1"));
}

TEST(OrgPolicy, LetsEitherOwnersRuleDecideAlone) {
  EXPECT_EQ(org_with({{"github.*", policy_action::approve}}).judge(drop_repos),
            by_rule(policy_action::approve, "github.*", "1"));
  EXPECT_EQ(org_with({}, {{"github.*", policy_action::block}}).judge(drop_repos),
            by_rule(policy_action::block, "github.*", "1"));
}

TEST(OrgPolicy, BlocksPersonalToolsOfOthersAndWithoutAViewerAll) {
  EXPECT_EQ(org_with({}).judge(notes_of_ann), by_default(policy_action::approve));
  EXPECT_EQ(org_with({{"*", policy_action::approve}}).judge(notes_of_bob),
            blocked(rule_source::personal_tool));
  EXPECT_EQ(policy_snapshot::for_org({}, {}, version).judge(notes_of_ann),
            blocked(rule_source::personal_tool));
}

// -- words ----------------------------------------------------------------------------------------

TEST(PolicyWords, AreThoseOfTheWire) {
  EXPECT_EQ(name_of(policy_action::approve), "approve");
  EXPECT_EQ(name_of(policy_action::require_approval), "require_approval");
  EXPECT_EQ(name_of(policy_action::block), "block");
  EXPECT_EQ(name_of(owner_kind::org), "org");
  EXPECT_EQ(name_of(owner_kind::user), "user");
  EXPECT_EQ(name_of(rule_source::tool_default), "tool_default");
  EXPECT_EQ(name_of(rule_source::rule), "rule");
  EXPECT_EQ(name_of(rule_source::no_grant), "no_grant");
  EXPECT_EQ(name_of(rule_source::personal_tool), "personal_tool");
  EXPECT_EQ(name_of(rule_source::missing_toolkit), "missing_toolkit");
}

TEST(PolicyWords, AreShownByFields) {
  static_assert(has_fields<policy_rule> && has_fields<grant>);
  policy_rule rule{{"pol_1"}, "a.*", policy_action::block, "a0"};
  std::string shown;
  policy_rule::fields(rule, [&](auto number, std::string_view name, const auto&) {
    shown += std::to_string(number) + ' ' + std::string{name} + ' ';
  });
  EXPECT_EQ(shown, "1 id 2 pattern 3 action 4 position ");
}

} // namespace
} // namespace gatehouse
