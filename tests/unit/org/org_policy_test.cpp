#include "events/core/limits.hpp"
#include "tests/support/given.hpp"
#include "tests/unit/org/acme.hpp"

namespace gatehouse {
namespace {

policy_rule rule(const std::string& id, const std::string& position,
                 const std::string& pattern = "github.*") {
  return {{id}, pattern, policy_action::block, position};
}

org_policy_added added(const std::string& id, const std::string& position,
                       const std::string& owner = {}) {
  return {{owner}, rule(id, position)};
}

add_org_policy add(const std::string& id, std::optional<std::string> position = std::nullopt,
                   const std::string& owner = {}) {
  return {{owner}, {id}, "github.*", policy_action::block, std::move(position)};
}

change_org_policy change(const std::string& id, rule_change what) {
  return {{id}, std::move(what)};
}

rule_change to_position(const std::string& position) {
  rule_change what;
  what.position = position;
  return what;
}

rule_change before(const std::string& id) {
  rule_change what;
  what.before = policy_id{id};
  return what;
}

/// Returns the ids of the org's own rules in order of precedence.
std::string order_of(const given<org>& world) {
  std::string ids;
  for (const auto& one : in_order(world.state().policies.at({})))
    ids += one.id.value;
  return ids;
}

TEST(OrgPolicyList, IsAddedAtTheTopUnlessAPositionIsGiven) {
  given<org>({acme}).when(add("a")).then({added("a", "a0")});
  given<org>({acme, added("a", "a0")}).when(add("b")).then({added("b", "Zz")});
  given<org>({acme, added("a", "a0")}).when(add("b", "a5")).then({added("b", "a5")});
}

TEST(OrgPolicyList, NeedsAnOrgAPatternAndAPosition) {
  given<org>().when(add("a")).then_refused(errc::not_found, "Organization");
  for (const auto* pattern : {"", "*.a", "a..b", "a.b*"}) {
    auto command = add("a");
    command.pattern = pattern;
    given<org>({acme}).when(command).then_refused(errc::invalid_argument);
  }
  given<org>({acme})
      .when(add("a", "not a position"))
      .then_refused(errc::invalid_argument, "position");
}

TEST(OrgPolicyList, RefusesAPatternOrAPositionOneByteTooLong) {
  auto command = add("a");
  command.pattern = std::string(limits::pattern_bytes_max, 'p');
  given<org>({acme}).when(command).then({org_policy_added{{}, rule("a", "a0", command.pattern)}});
  command.pattern += 'p';
  given<org>({acme}).when(command).then_refused(errc::invalid_argument);
  auto position = "a0" + std::string(limits::position_bytes_max - 2, 'V');
  given<org>({acme}).when(add("a", position)).then({added("a", position)});
  given<org>({acme}).when(add("a", position + 'V')).then_refused(errc::invalid_argument);
}

TEST(OrgPolicyList, OfAUserIsForMembersAndInAListOfItsOwn) {
  given<org>({acme})
      .when(add("a", std::nullopt, "user_1"))
      .then_refused(errc::not_found, "no member");
  given<org>({acme, ada_is(role::reader), added("b", "a0")})
      .when(add("a", std::nullopt, "user_1"))
      .then({added("a", "a0", "user_1")});
}

TEST(OrgPolicyList, HasAnIdThatIsUniqueAcrossOwners) {
  events_of<org> past{acme, ada_is(role::reader), added("a", "a0", "user_1")};
  given<org>(past).when(add("a")).then_refused(errc::conflict);
  given<org>(past).when(add("a", std::nullopt, "user_1")).then_refused(errc::conflict);
}

TEST(OrgPolicyList, IsRefusedWhenItsListIsFull) {
  auto state = state_after<org>({acme, ada_is(role::reader)});
  for (std::size_t i = 1; i < limits::policies_per_list_max; ++i)
    org::evolve(state, added("pol_" + std::to_string(i), "a5"));
  given<org>(state).when(add("last", "a6")).then({added("last", "a6")});
  org::evolve(state, added("last", "a6"));
  given<org>(state).when(add("more")).then_refused(errc::limit_reached);
  given<org>(state).when(add("more", std::nullopt, "user_1")).then({added("more", "a0", "user_1")});
}

TEST(OrgPolicyList, ChangesWhatTheChangeNames) {
  events_of<org> past{acme, added("a", "a0")};
  rule_change what;
  what.action = policy_action::approve;
  auto changed = rule("a", "a0");
  changed.action = policy_action::approve;
  given<org>(past).when(change("a", what)).then({org_policy_changed{{}, changed}});
  what.pattern = "slack.*";
  changed.pattern = "slack.*";
  given<org>(past).when(change("a", what)).then({org_policy_changed{{}, changed}});
  what.pattern = "*.slack";
  given<org>(past).when(change("a", what)).then_refused(errc::invalid_argument);
}

TEST(OrgPolicyList, ThatStaysTheSameLeavesNoTrace) {
  events_of<org> past{acme, added("a", "a0")};
  given<org>(past).when(change("a", {})).then_nothing();
  given<org>(past).when(change("a", to_position("a0"))).then_nothing();
}

TEST(OrgPolicyList, KeepsItsOwnerWhenItChanges) {
  given<org>({acme, ada_is(role::reader), added("a", "a0", "user_1")})
      .when(change("a", to_position("a3")))
      .then({org_policy_changed{{"user_1"}, rule("a", "a3")}});
}

TEST(OrgPolicyList, MovesBeforeAnother) {
  events_of<org> past{acme, added("a", "a0"), added("b", "a1"), added("c", "a2")};
  for (const auto& [moved, anchor, order] :
       {std::tuple{"c", "a", "cab"}, {"c", "b", "acb"}, {"a", "c", "bac"}}) {
    auto led_to = given<org>(past).when(change(moved, before(anchor))).outcome();
    ASSERT_TRUE(led_to);
    auto after = past;
    after.insert(after.end(), led_to->begin(), led_to->end());
    EXPECT_EQ(order_of(given<org>(after)), order) << moved << " before " << anchor;
  }
  given<org>(past).when(change("a", before("a"))).then_refused(errc::not_found, "move before");
  given<org>(past).when(change("a", before("z"))).then_refused(errc::not_found, "move before");
  given<org>(past).when(change("a", to_position("?"))).then_refused(errc::invalid_argument);
}

TEST(OrgPolicyList, OrdersEqualPositionsByIdHoweverTheyCame) {
  given<org> forwards{{acme, added("a", "a0"), added("b", "a0"), added("c", "Zz")}};
  given<org> backwards{{acme, added("c", "Zz"), added("b", "a0"), added("a", "a0")}};
  EXPECT_EQ(order_of(forwards), "cab");
  EXPECT_EQ(order_of(backwards), "cab");
  EXPECT_EQ(encode_fields(forwards.state()), encode_fields(backwards.state()));
}

TEST(OrgPolicyList, IsRemovedOnce) {
  given<org>({acme, ada_is(role::reader), added("a", "a0", "user_1")})
      .when(remove_org_policy{{"a"}})
      .then({org_policy_removed{{"user_1"}, {"a"}}});
  given<org>({acme, added("a", "a0"), org_policy_removed{{}, {"a"}}})
      .when(remove_org_policy{{"a"}})
      .then_refused(errc::not_found, "Policy");
  given<org>({acme, added("a", "a0"), org_policy_removed{{}, {"a"}}})
      .when(change("a", {}))
      .then_refused(errc::not_found, "Policy");
}

TEST(OrgPolicyList, LeavesNoEmptyListBehind) {
  given<org> without{{acme}};
  given<org> emptied{{acme, added("a", "a0"), org_policy_removed{{}, {"a"}}}};
  EXPECT_EQ(encode_fields(emptied.state()), encode_fields(without.state()));
}

} // namespace
} // namespace gatehouse
