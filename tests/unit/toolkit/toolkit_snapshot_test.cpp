#include "events/toolkit/toolkit.hpp"
#include "tests/support/given.hpp"

namespace gatehouse {
namespace {

constexpr unix_us now{1'000'000};

const toolkit_created support{{"tk_1"},  {"org_1"}, owner_kind::org,       {},
                              "support", "Support", tool_naming::prefixed, now};

toolkit_policy_added ruled(const std::string& id, policy_action action, const std::string& position,
                           const std::string& pattern = "github.*") {
  return {{{id}, pattern, action, position}, now};
}

grant_added granted(const std::string& pattern) {
  return {{{"g_" + pattern}, pattern, "a0"}, now};
}

/// Returns what the toolkit says after `past` about a tool of the org.
judgement judged(const events_of<toolkit>& past,
                 const std::string& address = "github.org.main.list") {
  return snapshot_of(state_after<toolkit>(past), {past.size()}).judge({address, {}, {}, false});
}

TEST(ToolkitSnapshot, BlocksAllThatIsNotGranted) {
  EXPECT_EQ(judged({support}).source, rule_source::no_grant);
  EXPECT_EQ(judged({support, ruled("a", policy_action::approve, "a0", "*")}).action,
            policy_action::block);
  EXPECT_EQ(judged({support, granted("slack.*"), ruled("a", policy_action::approve, "a0")}).action,
            policy_action::block)
      << "an approval adds no tool";
}

TEST(ToolkitSnapshot, LetsAnApprovalOfGrantedToolsCount) {
  auto said = judged({support, granted("github.*"), ruled("a", policy_action::approve, "a0")});
  EXPECT_EQ(said.action, policy_action::approve);
  EXPECT_EQ(said.source, rule_source::rule);
  EXPECT_EQ(said.rule.value, "a");
  EXPECT_EQ(said.version.value, 3u);
}

TEST(ToolkitSnapshot, OrdersRulesByPositionThenById) {
  auto low = ruled("b", policy_action::approve, "a0");
  auto high = ruled("a", policy_action::block, "a1");
  auto tie = ruled("c", policy_action::require_approval, "a0");
  for (const auto& past : {events_of<toolkit>{support, granted("*"), high, tie, low},
                           events_of<toolkit>{support, granted("*"), low, tie, high}})
    EXPECT_EQ(judged(past).rule.value, "b");
}

TEST(ToolkitSnapshot, ForgetsWhatIsRemoved) {
  events_of<toolkit> past{support, granted("github.*"), ruled("a", policy_action::block, "a0")};
  EXPECT_EQ(judged(past).action, policy_action::block);
  past.push_back(toolkit_policy_removed{{"a"}, now});
  EXPECT_EQ(judged(past).source, rule_source::tool_default);
  past.push_back(grant_removed{{"g_github.*"}, now});
  EXPECT_EQ(judged(past).source, rule_source::no_grant);
}

TEST(ToolkitSnapshot, BlocksEverythingOnceItIsDeleted) {
  auto said = judged({support, granted("*"), toolkit_deleted{now}});
  EXPECT_EQ(said.action, policy_action::block);
  EXPECT_EQ(said.source, rule_source::missing_toolkit);
  EXPECT_EQ(judged({}).source, rule_source::missing_toolkit);
}

TEST(ToolkitSnapshot, IsTheSameFromASlugToTheNext) {
  events_of<toolkit> past{support, granted("github.*")};
  auto before = judged(past);
  past.insert(past.begin() + 1, toolkit_changed{"help", "Help", tool_naming::bare, now});
  auto after = judged(past);
  EXPECT_EQ(before.action, after.action);
  EXPECT_EQ(before.source, after.source);
}

} // namespace
} // namespace gatehouse
