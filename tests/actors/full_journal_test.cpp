#include "tests/actors/call_on_stage.hpp"

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

/// What becomes of calls when the journal's queue is full.
class FullJournal : public call_on_stage {
protected:
  /// Runs a call until its ending waits for the journal.
  stage::started_call to_its_ending() {
    auto one = dispatch();
    reply(result);
    return one;
  }

  /// Turns the ending away once, and lets the call pause.
  void turn_away() {
    ASSERT_EQ(set.log.waiting(), 1u);
    set.log.fail({errc::overloaded, "full"});
    set.run();
    set.pass(1s);
  }
};

TEST_F(FullJournal, RefusesACallBeforeItRuns) {
  auto one = start("github__echo");
  set.log.fail({errc::overloaded, "full"});
  set.run();
  EXPECT_EQ(code_of(one), errc::overloaded);
  EXPECT_TRUE(set.dispatched().empty());
}

TEST_F(FullJournal, GetsTheEndingOfACallWhenItHasRoomHoweverLongThatTakes) {
  auto one = to_its_ending();
  for (int i = 0; i < 1'000; ++i)
    ASSERT_NO_FATAL_FAILURE(turn_away());
  EXPECT_FALSE(one.answer->has_value());
  commit();
  ASSERT_TRUE(one.answer->has_value());
  EXPECT_TRUE(one.answer->value());
  EXPECT_EQ(last<call_completed>().call, set.dispatched().back().call);
  EXPECT_EQ(set.dispatched().size(), 1u) << "only the recording is repeated";
  EXPECT_EQ(set.counters.calls_completed.value(), 1u);
}

TEST_F(FullJournal, GetsTheEndingOfACallThatWasJudgedAnewAsOftenAsMayBe) {
  auto one = start("github__echo");
  for (int i = 0; i < 40; ++i) {
    set.log.fail({errc::conflict, "moved on"});
    set.run();
    set.pass(10ms);
  }
  commit();
  reply(result);
  for (int i = 0; i < 40; ++i)
    ASSERT_NO_FATAL_FAILURE(turn_away());
  commit();
  EXPECT_TRUE(one.answer->value());
}

TEST_F(FullJournal, EndsTheWaitOfAnEndingWhenItFails) {
  auto one = to_its_ending();
  turn_away();
  set.log.break_down();
  set.run();
  EXPECT_EQ(code_of(one), errc::journal_failed);
}

TEST_F(FullJournal, IsAskedMoreAndMoreSeldom) {
  (void)to_its_ending();
  int asked = 0;
  for (int i = 0; i < 1'000; ++i) {
    if (set.log.waiting() > 0) {
      ++asked;
      set.log.fail({errc::overloaded, "full"});
      set.run();
    }
    set.pass(1ms);
  }
  EXPECT_GT(asked, 5);
  EXPECT_LT(asked, 20);
}

} // namespace

} // namespace gatehouse
