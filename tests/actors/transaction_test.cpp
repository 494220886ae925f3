#include "storage/crypto/digest.hpp"
#include "tests/actors/small_org.hpp"

namespace gatehouse {

namespace {

class Transaction : public testing::Test {
protected:
  /// Creates a toolkit with `slug`: a claim in the org and the toolkit's own first event.
  stage::pending<nothing> create(const std::string& toolkit, const std::string& slug) {
    toolkit_id id{toolkit};
    return set.transact(
        {prepare<org>{org::stream(acme.id), claim_toolkit{id, slug, owner_kind::org, {}}},
         prepare<gatehouse::toolkit>{
             gatehouse::toolkit::stream(id),
             create_toolkit{id, acme.id, owner_kind::org, {}, slug, slug, {}, {}, set.time}}});
  }

  bool has(const std::string& toolkit) const {
    auto found = set.current.find(toolkit_id{toolkit});
    return found && found->state.live();
  }

  bool org_knows(const std::string& toolkit) const {
    return set.current.find(acme.id)->state.toolkits.contains({toolkit});
  }

  stage set;
  small_org acme{set};
};

TEST_F(Transaction, ChangesBothStreamsWithOneAppend) {
  auto done = create("tk_2", "ops");
  set.run();
  ASSERT_EQ(set.log.waiting(), 1u);
  EXPECT_EQ(set.log.next().streams.size(), 2u);
  EXPECT_FALSE(done->has_value());
  EXPECT_FALSE(has("tk_2") || org_knows("tk_2")) << "nothing shows before it is committed";
  set.log.commit();
  set.run();
  EXPECT_TRUE(done->value());
  EXPECT_TRUE(has("tk_2") && org_knows("tk_2"));
}

TEST_F(Transaction, LetsOneOfTwoClaimsOfASlugWin) {
  auto first = create("tk_2", "ops");
  auto second = create("tk_3", "ops");
  set.run_and_commit();
  ASSERT_TRUE(first->has_value() && second->has_value());
  EXPECT_TRUE(first->value());
  EXPECT_EQ(second->value().error().code, errc::conflict);
  EXPECT_TRUE(has("tk_2"));
  EXPECT_FALSE(has("tk_3") || org_knows("tk_3"));
}

TEST_F(Transaction, LetsChangesThatAgreeTakeTurns) {
  std::vector<stage::pending<nothing>> all;
  for (int i = 10; i < 20; ++i)
    all.push_back(create("tk_" + std::to_string(i), "slug-" + std::to_string(i)));
  set.run_and_commit();
  for (const auto& one : all) {
    ASSERT_TRUE(one->has_value());
    EXPECT_TRUE(one->value());
  }
}

TEST_F(Transaction, RefusesWithoutATraceWhenTheSecondStreamRefuses) {
  auto done = create(acme.kit.value, "another"); // this toolkit exists
  auto before = set.log.records().size();
  set.run_and_commit();
  EXPECT_EQ(done->value().error().code, errc::conflict);
  EXPECT_EQ(set.log.records().size(), before);
  EXPECT_EQ(set.current.find(acme.id)->state.toolkits.size(), 1u);
  auto later = create("tk_2", "another");
  set.run_and_commit();
  EXPECT_TRUE(later->value()) << "the org's actor is not left holding still";
}

TEST_F(Transaction, LeavesBothUntouchedAndUsableWhenTheAppendFails) {
  auto failed = create("tk_2", "ops");
  set.run();
  set.log.fail({errc::journal_failed, "disk"});
  set.run();
  EXPECT_EQ(failed->value().error().code, errc::journal_failed);
  EXPECT_FALSE(has("tk_2") || org_knows("tk_2"));
  auto again = create("tk_2", "ops");
  set.run_and_commit();
  EXPECT_TRUE(again->value());
  EXPECT_TRUE(has("tk_2") && org_knows("tk_2"));
}

TEST_F(Transaction, MakesOtherCommandsWaitAndThenSeeIt) {
  auto done = create("tk_2", "ops");
  set.run();
  auto behind = set.ask<org>({org::stream(acme.id), release_toolkit{{"tk_2"}}, {}, {}});
  set.run();
  EXPECT_EQ(set.log.waiting(), 1u) << "held still";
  set.run_and_commit();
  EXPECT_TRUE(done->value());
  EXPECT_TRUE(behind->value()) << "decided on what the transaction did";
}

TEST_F(Transaction, WaitsForWhatIsUnderWay) {
  auto before = set.ask<org>(
      {org::stream(acme.id), claim_toolkit{{"tk_9"}, "ops", owner_kind::org, {}}, {}, {}});
  set.run();
  auto done = create("tk_2", "ops");
  set.run();
  EXPECT_EQ(set.log.waiting(), 1u);
  set.run_and_commit();
  EXPECT_TRUE(before->value());
  EXPECT_EQ(done->value().error().code, errc::conflict);
}

TEST_F(Transaction, TakesARevokedTokenOutBeforeItAcknowledges) {
  auto secret = std::string{"ght_secret"};
  mint_token mint{{"tok_2"}, {}, "ght_sec", "x", role::member, {}, {}, {"operator"}, {}};
  mint.digest = sha256(secret);
  ASSERT_TRUE(set.done<org>(org::stream(acme.id), mint));
  ASSERT_TRUE(set.current.authenticate(secret));
  auto revoked = set.ask<org>({org::stream(acme.id), revoke_token{{"tok_2"}, {}}, {}, {}});
  set.run();
  EXPECT_TRUE(set.current.authenticate(secret)) << "not revoked before it is committed";
  set.log.commit();
  set.run();
  ASSERT_TRUE(revoked->has_value());
  EXPECT_FALSE(set.current.authenticate(secret));
}

} // namespace

} // namespace gatehouse
