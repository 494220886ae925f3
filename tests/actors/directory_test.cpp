#include "actors/session_expiry.hpp"
#include "tests/actors/small_org.hpp"

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

constexpr auto idle_time = limits::session_passivation + 1s;
constexpr auto sweep = session_expiry_table::sweep_interval;

class Directory : public testing::Test {
protected:
  std::int64_t live() const { return set.counters.live_actors.value(); }

  auto use() { return set.ask<session>({acme.stream(), use_session{acme.bearer()}, {}, {}}); }

  /// Returns whether the session may be used.
  bool usable() {
    auto answer = use();
    set.run_and_commit();
    return static_cast<bool>(answer->value());
  }

  /// Lets all actors leave.
  void let_all_leave() {
    set.pass(idle_time);
    set.pass(idle_time);
    ASSERT_EQ(live(), 0);
  }

  std::size_t records_of(const stream_id& stream) const {
    std::size_t count = 0;
    for (const auto& one : set.log.records())
      count += one.stream == stream;
    return count;
  }

  stage set;
  small_org acme{set};
};

TEST_F(Directory, SpawnsAnAggregateOnceAndSharesIt) {
  auto before = live();
  EXPECT_TRUE(usable());
  EXPECT_TRUE(usable());
  EXPECT_EQ(live(), before);
}

TEST_F(Directory, LetsIdleActorsLeaveAndBringsThemBackFromTheirStreams) {
  let_all_leave();
  set.loads.clear();
  EXPECT_TRUE(usable());
  EXPECT_EQ(set.loads, std::vector{acme.stream()});
  EXPECT_EQ(live(), 1);
}

TEST_F(Directory, KeepsAnActorThatWasUsedInTime) {
  let_all_leave();
  ASSERT_TRUE(usable());
  set.loads.clear();
  for (int i = 0; i < 5; ++i) {
    set.pass(limits::session_passivation / 2);
    EXPECT_TRUE(usable());
  }
  EXPECT_TRUE(set.loads.empty());
}

TEST_F(Directory, KeepsAnActorWithAMessageUnderWay) {
  let_all_leave();
  ASSERT_TRUE(usable());
  set.loads.clear();
  auto answer = use();
  set.advance(idle_time); // the actor asks to leave while the command is on its way
  set.run();
  ASSERT_TRUE(answer->has_value());
  EXPECT_TRUE(answer->value());
  EXPECT_EQ(live(), 1);
  EXPECT_TRUE(set.loads.empty());
}

TEST_F(Directory, KeepsAnActorWhoseAppendIsUnderWay) {
  let_all_leave();
  close_session close{acme.bearer(), close_reason::client, set.time};
  auto answer = set.ask<session>({acme.stream(), close, {}, {}});
  set.run();
  set.pass(idle_time);
  set.pass(idle_time);
  EXPECT_EQ(live(), 1);
  set.run_and_commit();
  EXPECT_TRUE(answer->value());
}

TEST_F(Directory, BringsAnActorBackFromItsSnapshotAndWhatFollowed) {
  for (int i = 0; i < 40; ++i) {
    auto n = std::to_string(i);
    acme.add_policy("tkpol_a" + n, "github.org.main.a" + n, policy_action::block);
    ASSERT_TRUE(set.done<toolkit>(toolkit::stream(acme.kit),
                                  remove_toolkit_policy{{"tkpol_a" + n}, set.time}));
  }
  let_all_leave();
  auto saved = set.views->find_snapshot(toolkit::stream(acme.kit));
  ASSERT_TRUE(saved && saved->has_value());
  EXPECT_EQ((*saved)->version.value, records_of(toolkit::stream(acme.kit)));
  acme.add_policy("tkpol_last", "github.org.main.last", policy_action::block);
  let_all_leave();
  acme.add_policy("tkpol_after", "github.org.main.after", policy_action::block);
  const auto& rules = set.current.find(acme.kit)->state.policies;
  EXPECT_TRUE(rules.contains({"tkpol_1"}) && rules.contains({"tkpol_last"}) &&
              rules.contains({"tkpol_after"}));
  EXPECT_EQ(set.current.find(acme.kit)->version.value, records_of(toolkit::stream(acme.kit)));
}

TEST_F(Directory, IgnoresASnapshotOfAnotherFormat) {
  let_all_leave();
  (void)set.views->put_snapshot(acme.stream(), {{1}, session::snapshot_version + 1, "nonsense"});
  EXPECT_TRUE(usable());
}

TEST_F(Directory, TriesAStreamAgainThatCouldNotBeRead) {
  let_all_leave();
  set.log.refuse_reads(true);
  auto refused = use();
  set.run();
  ASSERT_TRUE(refused->has_value());
  EXPECT_EQ((*refused)->error().code, errc::io_failed);
  set.log.refuse_reads(false);
  auto answer = use();
  set.run();
  ASSERT_TRUE(answer->has_value()) << "one failure must not silence the stream for ever";
  EXPECT_TRUE(answer->value());
}

TEST_F(Directory, GoesOnAfterAFailedAppend) {
  auto close = [&] {
    return set.ask<session>(
        {acme.stream(), close_session{acme.bearer(), close_reason::client, set.time}, {}, {}});
  };
  auto lost = close();
  set.run();
  set.log.fail({errc::io_failed, "disk"});
  set.run();
  EXPECT_EQ(lost->value().error().code, errc::io_failed);
  EXPECT_TRUE(usable()) << "nothing was closed";
  auto closed = close();
  set.run_and_commit();
  EXPECT_TRUE(closed->value());
  EXPECT_FALSE(usable());
}

TEST_F(Directory, ClosesASessionThatWasIdleForTooLong) {
  set.pass(limits::session_expiry);
  set.run_and_commit();
  set.pass(sweep);
  set.run_and_commit();
  const auto& last = set.log.records().back();
  EXPECT_EQ(last.stream, acme.stream());
  auto event = decode_event<session>(last.event_number, last.event_version, last.payload);
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<session_closed>(*event).reason, close_reason::idle);
  EXPECT_FALSE(usable());
}

TEST_F(Directory, TriesAgainToCloseAnIdleSessionThatTheJournalHadNoRoomFor) {
  set.log.turn_away_next({errc::overloaded, "full"});
  set.pass(limits::session_expiry + sweep);
  EXPECT_EQ(set.log.waiting(), 0u);
  const auto before = records_of(acme.stream());
  set.pass(sweep);
  set.run_and_commit();
  EXPECT_EQ(records_of(acme.stream()), before + 1);
  EXPECT_FALSE(usable());
}

TEST_F(Directory, ForgetsAnIdleSessionThatABrokenJournalCannotClose) {
  let_all_leave();
  set.log.break_down();
  set.pass(limits::session_expiry + sweep);
  set.loads.clear();
  set.pass(sweep);
  EXPECT_TRUE(set.loads.empty()) << "the next process closes it";
}

TEST_F(Directory, ForgetsASessionThatItClosed) {
  set.pass(limits::session_expiry + sweep);
  set.run_and_commit();
  let_all_leave();
  set.loads.clear();
  for (int i = 0; i < 3; ++i) {
    set.pass(limits::session_expiry + sweep);
    set.run_and_commit();
  }
  EXPECT_TRUE(set.loads.empty()) << "a closed session is not woken every half hour";
}

TEST_F(Directory, KeepsAUsedSessionOpen) {
  for (int i = 0; i < 4; ++i) {
    set.pass(limits::session_expiry / 2);
    set.run_and_commit();
    EXPECT_TRUE(usable());
  }
}

TEST(DirectoryAtStart, ExpiresTheSessionsOfAFormerProcess) {
  session_id known{"00000000-0000-4000-8000-000000000001"};
  stage set{{}, {known}};
  set.loads.clear();
  set.pass(limits::session_expiry + 20s);
  EXPECT_EQ(set.loads, std::vector{session::stream(known)}) << "asked to close, though unused";
}

TEST_F(Directory, PublishesBeforeItAcknowledges) {
  auto answer = set.ask<toolkit>(
      {toolkit::stream(acme.kit), acme.new_policy("tkpol_2", "*", policy_action::block), {}, {}});
  set.run();
  auto before = set.current.find(acme.kit)->version;
  EXPECT_FALSE(answer->has_value());
  set.log.commit();
  set.run();
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ(set.current.find(acme.kit)->version.value, before.value + 1);
}

} // namespace

} // namespace gatehouse
