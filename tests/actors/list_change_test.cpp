#include "actors/watchers.hpp"
#include "tests/actors/small_org.hpp"

namespace gatehouse {

namespace {

/// Sessions that listen, and what an administrator changes of what they see.
class ListChange : public testing::Test {
protected:
  /// Returns what the holder of a session at `toolkit` (empty: the org) has been told.
  std::shared_ptr<std::size_t> listen(const toolkit_id& toolkit, const std::string& user = {}) {
    auto at = acme.at();
    at.what.toolkit = toolkit;
    at.who.user = {user};
    auto told = std::make_shared<std::size_t>(0);
    set.watching.add({"session"}, at, {true, true, true, true}, [told](const client_message& what) {
      *told += what.method == "notifications/tools/list_changed" ? 1 : 0;
    });
    return told;
  }

  void add_rule(const std::string& user, const std::string& pattern) {
    if (!user.empty()) {
      EXPECT_TRUE(
          set.done<org>(org::stream(acme.id), set_member{{user}, "ann", role::member, set.time}));
    }
    add_org_policy rule{{user}, {"pol_1"}, pattern, policy_action::block, std::nullopt};
    EXPECT_TRUE(set.done<org>(org::stream(acme.id), std::move(rule)));
  }

  stage set;
  small_org acme{set};
  std::shared_ptr<std::size_t> at_org = listen({});
  std::shared_ptr<std::size_t> at_kit = listen(acme.kit);
};

TEST_F(ListChange, OfTheOrgsRulesIsToldToThoseWhomTheyGovern) {
  add_rule({}, "github.*");
  EXPECT_EQ(*at_org, 1u);
  EXPECT_EQ(*at_kit, 0u) << "a toolkit has rules of its own";
}

TEST_F(ListChange, OfPersonalRulesIsToldToThatPerson) {
  const auto ann = listen({}, "user_ann");
  const auto bob = listen({}, "user_bob");
  add_rule("user_ann", "github.*");
  EXPECT_EQ(*ann, 1u);
  EXPECT_EQ(*bob, 0u);
}

TEST_F(ListChange, IsNoneWhenAnOrgChangesOtherwise) {
  EXPECT_TRUE(
      set.done<org>(org::stream(acme.id), set_member{{"user_ann"}, "ann", role::member, set.time}));
  EXPECT_EQ(*at_org, 0u);
}

TEST_F(ListChange, OfAToolkitIsToldToItsSessions) {
  acme.add_policy("tkpol_2", "github.org.main.echo", policy_action::block);
  EXPECT_EQ(*at_org, 0u);
  EXPECT_EQ(*at_kit, 1u);
}

TEST_F(ListChange, IsToldToAllWhenAConnectionIsRemoved) {
  EXPECT_TRUE(set.done<org>(org::stream(acme.id), release_connection{acme.connection}));
  EXPECT_EQ(*at_org, 1u);
  EXPECT_EQ(*at_kit, 1u);
}

TEST_F(ListChange, OfAQuarantineIsToldWhenItIsSetAndWhenItIsLifted) {
  const auto change = [this](drift_answer answer) {
    EXPECT_TRUE(
        set.done<connection>(connection::stream(acme.connection), set_drift{answer, set.time}));
  };
  change(drift_answer::allow);
  EXPECT_EQ(*at_org, 0u) << "nothing is withheld";
  change(drift_answer::quarantine);
  EXPECT_EQ(*at_org, 1u);
  change(drift_answer::warn);
  EXPECT_EQ(*at_org, 2u);
}

} // namespace

} // namespace gatehouse
