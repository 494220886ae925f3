#include "events/all_events.hpp"
#include "storage/log_reader.hpp"
#include "storage/record_json.hpp"
#include "storage/replay.hpp"
#include "tests/support/told_session.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

/// A small life of a gateway.
void tell_everything(projected_journal& to) {
  to.append<instance>(instance::stream(),
                      {instance_created{{1}}, org_slug_claimed{{"org_1"}, "acme"}});
  to.append<org>(org::stream({"org_1"}), {org_created{{"org_1"}, "acme", "Acme", {"key_1"}, {2}}});
  told_session one(to, "s-1");
  one.open();
  one.admit("call_1");
  told_session two(to, "s-2");
  two.open();
  one.complete("call_1");
  two.deny("call_2");
  two.close();
}

std::vector<record> records_of(const log_store& log) {
  std::vector<record> all;
  EXPECT_TRUE(read_records(log, {1}, [&](const record& one) {
    all.push_back(one);
    return true;
  }));
  return all;
}

outcome<replay_report> replay_all(const log_store& log) {
  return replay_log(log, [](std::uint64_t, std::uint64_t) {});
}

TEST(Replay, CountsStreamsAndEvents) {
  projected_journal journal;
  tell_everything(journal);
  const auto report = replay_all(journal.log());
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->events, 9U);
  ASSERT_EQ(report->aggregates.size(), 5U);
  EXPECT_EQ(report->aggregates[0].kind, "instance");
  EXPECT_EQ(report->aggregates[0].events, 2U);
  EXPECT_EQ(report->aggregates[4].kind, "session");
  EXPECT_EQ(report->aggregates[4].streams, 2U);
  EXPECT_EQ(report->aggregates[4].events, 6U);
}

TEST(Replay, TwiceGivesTheSameState) {
  projected_journal journal;
  tell_everything(journal);
  EXPECT_EQ(replay_all(journal.log())->state, replay_all(journal.log())->state);
}

TEST(Replay, ShowsEveryDifferenceOfStateInTheDigest) {
  projected_journal shorter;
  tell_everything(shorter);
  projected_journal longer;
  tell_everything(longer);
  told_session(longer, "s-3").open();
  EXPECT_NE(replay_all(shorter.log())->state, replay_all(longer.log())->state);
}

TEST(Replay, DoesNotDependOnHowStreamsAreInterleaved) {
  projected_journal apart;
  projected_journal mixed;
  told_session apart_one(apart, "s-1"), apart_two(apart, "s-2");
  told_session mixed_one(mixed, "s-1"), mixed_two(mixed, "s-2");
  apart_one.open();
  apart_one.close();
  apart_two.open();
  apart_two.close();
  mixed_two.open();
  mixed_one.open();
  mixed_one.close();
  mixed_two.close();
  EXPECT_EQ(replay_all(apart.log())->state, replay_all(mixed.log())->state);
}

TEST(Replay, StopsAtWhatAJournalCannotHold) {
  projected_journal journal;
  tell_everything(journal);
  const auto good = records_of(journal.log());
  const auto stopped_by = [&](auto damage) {
    auto records = good;
    damage(records[4]);
    replay all;
    for (const auto& one : records)
      if (auto applied = all.apply(one); !applied)
        return applied.error();
    return failure{errc::internal, "nothing stopped it"};
  };
  EXPECT_EQ(stopped_by([](record& one) { ++one.position.value; }).code, errc::journal_damaged);
  EXPECT_EQ(stopped_by([](record& one) { ++one.version.value; }).code, errc::journal_damaged);
  EXPECT_EQ(stopped_by([](record& one) { one.payload.resize(1); }).code, errc::journal_damaged);
  EXPECT_EQ(stopped_by([](record& one) { one.event_number = 999; }).code, errc::unknown_event);
  EXPECT_EQ(stopped_by([](record& one) { one.event_version = 99; }).code, errc::unknown_event);
  const auto strange = stopped_by([](record& one) { one.stream = {"ghost/1"}; });
  EXPECT_EQ(strange.code, errc::unknown_event);
  EXPECT_THAT(strange.detail, HasSubstr("ghost/1"));
}

TEST(RecordToJson, ShowsEnvelopeAndEventOnOneLine) {
  projected_journal journal;
  tell_everything(journal);
  const auto records = records_of(journal.log());
  const auto line = record_to_json(records[4]);
  ASSERT_TRUE(line) << line.error().detail;
  EXPECT_THAT(*line, HasSubstr(R"({"position":5,"stream":"session/s-1","version":2,"at":")"));
  EXPECT_THAT(*line, HasSubstr(R"("type":"session.call_admitted","event":{"subject":{"call":)"));
  EXPECT_EQ(line->find('\n'), std::string::npos);
}

TEST(RecordToJson, RefusesWhatItCannotRead) {
  projected_journal journal;
  tell_everything(journal);
  auto one = records_of(journal.log())[0];
  one.stream = {"ghost/1"};
  EXPECT_EQ(record_to_json(one).error().code, errc::unknown_event);
  one.stream = instance::stream();
  one.event_number = 999;
  EXPECT_EQ(record_to_json(one).error().code, errc::unknown_event);
}

} // namespace
} // namespace gatehouse
