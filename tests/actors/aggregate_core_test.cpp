#include "tests/actors/core_driver.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

std::vector<stream_read> judged_on(std::uint64_t version) {
  return {{core_driver::policy, {version}}};
}

errc code_of(const core_driver::reply& answer) {
  return answer->value().error().code;
}

class AggregateCore : public testing::Test {
protected:
  AggregateCore() { driver.load(); }

  /// Returns the state that is committed, having checked that the journal says the same.
  const tally::state& state() {
    EXPECT_EQ(driver.core.state(), driver.folded().first);
    EXPECT_EQ(driver.core.version(), driver.folded().second);
    return driver.core.state();
  }

  core_driver driver;
};

TEST_F(AggregateCore, AnswersNothingBeforeItIsCommitted) {
  auto answer = driver.submit({5});
  EXPECT_FALSE(answer->has_value());
  EXPECT_EQ(driver.core.state().sum, 0u);
  EXPECT_TRUE(driver.shown.empty());
  driver.commit();
  ASSERT_TRUE(answer->value());
  EXPECT_EQ((**answer)->version.value, 1u);
  EXPECT_EQ(state().sum, 5u);
  EXPECT_EQ(driver.shown, std::vector<std::uint64_t>{1});
}

TEST_F(AggregateCore, DecidesAheadOfTheJournalAndAnswersInOrder) {
  auto first = driver.submit({1});
  auto second = driver.submit({2, UINT64_MAX, 3});
  auto third = driver.submit({4});
  EXPECT_EQ(driver.log.waiting(), 3u) << "none waits for another's commit";
  driver.commit_all();
  EXPECT_EQ(driver.order, (std::vector{first, second, third}));
  EXPECT_EQ(state().amounts, (std::vector<std::uint64_t>{1, 2, 2, 2, 4}));
  EXPECT_EQ(std::get<added>((**third)->events[0]).place, 4u);
}

TEST_F(AggregateCore, DecidesOnWhatIsUnderWay) {
  (void)driver.submit({6});
  auto refused = driver.submit({5, 10});
  EXPECT_EQ(code_of(refused), errc::limit_reached) << "6 are on their way";
  EXPECT_EQ(driver.log.waiting(), 1u);
}

TEST_F(AggregateCore, AnswersACommandThatLeadsToNothingWithAGlance) {
  (void)driver.submit({7});
  auto answer = driver.submit({0});
  ASSERT_TRUE(answer->value());
  EXPECT_EQ((**answer)->glance, "7");
  EXPECT_TRUE((**answer)->events.empty());
}

TEST_F(AggregateCore, RefusesOnlyTheCommandWhoseReadSetMovedOn) {
  auto first = driver.submit({1});
  auto stale = driver.submit({10, UINT64_MAX, 2}, judged_on(0));
  auto third = driver.submit({3});
  auto fourth = driver.submit({4});
  driver.log.move_on(core_driver::policy);
  driver.commit_all();
  EXPECT_EQ(code_of(stale), errc::conflict);
  EXPECT_TRUE(first->value());
  ASSERT_TRUE(third->value());
  EXPECT_EQ(std::get<added>((**third)->events[0]).place, 1u) << "decided again";
  EXPECT_TRUE(fourth->value());
  EXPECT_FALSE(driver.must_load);
  EXPECT_EQ(state().amounts, (std::vector<std::uint64_t>{1, 3, 4}));
}

TEST_F(AggregateCore, RefusesAgainWhatOnlyTheStaleCommandWouldHaveAllowed) {
  auto stale = driver.submit({2}, judged_on(0));
  auto within = driver.submit({9, 10});
  EXPECT_EQ(code_of(within), errc::limit_reached) << "a refusal is not revised";
  driver.log.move_on(core_driver::policy);
  driver.commit_all();
  EXPECT_EQ(code_of(stale), errc::conflict);
  EXPECT_TRUE(state().amounts.empty());
}

TEST_F(AggregateCore, JudgesManyStaleCommandsOneByOne) {
  std::vector<core_driver::reply> stale;
  for (int i = 0; i < 5; ++i)
    stale.push_back(driver.submit({1}, judged_on(0)));
  driver.log.move_on(core_driver::policy);
  auto fresh = driver.submit({2}, judged_on(1));
  driver.commit_all();
  for (const auto& one : stale)
    EXPECT_EQ(code_of(one), errc::conflict);
  EXPECT_TRUE(fresh->value());
  EXPECT_EQ(state().sum, 2u);
}

TEST_F(AggregateCore, GoesOnWhenALaterCommandIsTurnedAway) {
  auto first = driver.submit({1});
  driver.log.turn_away_next({errc::overloaded, "queue full"});
  auto second = driver.submit({2});
  EXPECT_EQ(code_of(second), errc::overloaded);
  auto third = driver.submit({3});
  driver.commit_all();
  EXPECT_TRUE(first->value());
  EXPECT_TRUE(third->value());
  EXPECT_FALSE(driver.must_load);
  EXPECT_EQ(state().amounts, (std::vector<std::uint64_t>{1, 3}));
}

TEST_F(AggregateCore, DecidesAgainWhatWasDecidedOnACommandThatWasTurnedAway) {
  driver.log.turn_away_next({errc::too_large, "too large"});
  auto large = std::make_shared<std::optional<outcome<receipt<tally>>>>();
  auto next = std::make_shared<std::optional<outcome<receipt<tally>>>>();
  auto into = [](const core_driver::reply& to) {
    return [to](outcome<receipt<tally>> one) { *to = std::move(one); };
  };
  // Both are decided before the first refusal is taken out of the mailbox.
  driver.core.submit({core_driver::stream, add{1}, {}, {}}, into(large));
  driver.core.submit({core_driver::stream, add{2}, {}, {}}, into(next));
  driver.deliver();
  EXPECT_EQ(code_of(large), errc::too_large);
  driver.commit_all();
  ASSERT_TRUE(next->has_value());
  EXPECT_TRUE(next->value());
  EXPECT_EQ(state().amounts, (std::vector<std::uint64_t>{2}));
}

TEST_F(AggregateCore, RefusesAllUnderWayWhenTheJournalFailsAndLoadsAnew) {
  (void)driver.submit({1});
  driver.commit();
  auto second = driver.submit({2});
  auto third = driver.submit({3});
  driver.fail(errc::journal_failed);
  EXPECT_EQ(code_of(second), errc::journal_failed);
  EXPECT_EQ(code_of(third), errc::journal_failed);
  EXPECT_TRUE(driver.must_load);
  EXPECT_FALSE(driver.core.ready());
  driver.fail(errc::journal_failed);
  driver.load();
  EXPECT_EQ(state().amounts, std::vector<std::uint64_t>{1});
  auto later = driver.submit({4});
  driver.commit_all();
  EXPECT_TRUE(later->value());
}

TEST_F(AggregateCore, LoadsAnewWhenItsStreamHasMovedOn) {
  driver.log.move_on(core_driver::stream);
  auto answer = driver.submit({1});
  driver.commit();
  EXPECT_EQ(code_of(answer), errc::conflict);
  EXPECT_TRUE(driver.must_load);
}

TEST_F(AggregateCore, LetsCommandsWaitWhileItLoads) {
  aggregate_core<tally>& core = driver.core;
  (void)driver.submit({1});
  driver.fail(errc::io_failed);
  auto waits = driver.submit({2});
  EXPECT_FALSE(waits->has_value());
  EXPECT_FALSE(core.idle());
  core.fail_waiting({errc::io_failed, "unreadable"});
  EXPECT_EQ(code_of(waits), errc::io_failed);
  EXPECT_TRUE(core.idle()) << "a stream that cannot be read keeps no actor";
}

TEST_F(AggregateCore, HoldsStillBetweenPrepareAndSettle) {
  auto held = driver.prepare({5, UINT64_MAX, 2});
  ASSERT_TRUE(held->has_value());
  EXPECT_EQ((**held)->events.size(), 2u);
  auto behind = driver.submit({1});
  EXPECT_EQ(driver.log.waiting(), 0u);
  EXPECT_FALSE(driver.core.idle());
  ASSERT_TRUE(driver.append_held(held));
  EXPECT_TRUE(driver.shown.empty());
  driver.settle(true);
  EXPECT_EQ(driver.shown, std::vector<std::uint64_t>{2});
  driver.commit_all();
  EXPECT_TRUE(behind->value());
  EXPECT_EQ(state().amounts, (std::vector<std::uint64_t>{5, 5, 1}));
}

TEST_F(AggregateCore, ForgetsWhatWasPreparedAndNotAppended) {
  auto held = driver.prepare({5});
  auto behind = driver.submit({1, 1});
  driver.settle(false);
  driver.commit_all();
  EXPECT_TRUE(behind->value()) << "decided on the state without it";
  EXPECT_EQ(state().amounts, std::vector<std::uint64_t>{1});
  EXPECT_TRUE(driver.core.idle());
}

TEST_F(AggregateCore, PreparesOnlyOnceWhatIsUnderWayIsCommitted) {
  (void)driver.submit({6});
  auto held = driver.prepare({5, 10});
  auto behind = driver.submit({1});
  EXPECT_FALSE(held->has_value());
  driver.commit();
  EXPECT_EQ((*held)->error().code, errc::limit_reached);
  driver.commit_all();
  EXPECT_TRUE(behind->value()) << "a refused hold stops nobody";
}

TEST_F(AggregateCore, LetsTwoHoldsTakeTurns) {
  auto first = driver.prepare({1});
  auto second = driver.prepare({2, 2});
  EXPECT_FALSE(second->has_value());
  ASSERT_TRUE(driver.append_held(first));
  driver.settle(true);
  EXPECT_EQ((*second)->error().code, errc::limit_reached) << "the second sees the first";
  EXPECT_TRUE(driver.core.idle());
}

TEST_F(AggregateCore, HoldsAfterAStaleCommandIsGone) {
  auto stale = driver.submit({1}, judged_on(0));
  auto held = driver.prepare({2});
  driver.log.move_on(core_driver::policy);
  driver.commit();
  EXPECT_EQ(code_of(stale), errc::conflict);
  ASSERT_TRUE(held->has_value());
  EXPECT_EQ((**held)->expected.value, 0u);
}

TEST_F(AggregateCore, IsIdleOnlyWhenNothingIsUnderWay) {
  EXPECT_TRUE(driver.core.idle());
  (void)driver.submit({1});
  EXPECT_FALSE(driver.core.idle());
  driver.commit();
  EXPECT_TRUE(driver.core.idle());
}

} // namespace

} // namespace gatehouse
