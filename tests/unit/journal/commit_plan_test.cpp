#include "storage/commit_plan.hpp"
#include "tests/support/journal_driver.hpp"

#include <gtest/gtest.h>

#include <map>

namespace gatehouse {
namespace {

/// A journal's versions as a test sets them.
struct known_versions {
  std::map<std::string, std::uint64_t> versions;

  version_lookup lookup() const {
    return [this](const stream_id& stream) -> outcome<stream_version> {
      if (stream.value == "broken/x")
        return failure{errc::io_failed, "told to fail"};
      auto found = versions.find(stream.value);
      return stream_version{found == versions.end() ? 0 : found->second};
    };
  }
};

commit_plan plan(std::vector<append_batch> batches, const known_versions& known = {},
                 journal_end end = {{10}, {100}}, unix_us now = {200}) {
  return plan_commit(batches, end, now, known.lookup());
}

TEST(CommitPlan, PutsEventsBehindTheEnd) {
  auto made = plan({a_batch("org/a", 3, 2), a_batch("org/b", 0)}, {{{"org/a", 3}}});
  ASSERT_EQ(made.records.size(), 3u);
  EXPECT_EQ(made.records[0].position.value, 11u);
  EXPECT_EQ(made.records[0].version.value, 4u);
  EXPECT_EQ(made.records[1].version.value, 5u);
  EXPECT_EQ(made.records[2].position.value, 13u);
  EXPECT_EQ(made.records[2].payload, "org/b:0");
  ASSERT_EQ(made.results.size(), 2u);
  ASSERT_TRUE(made.results[0] && made.results[1]);
  EXPECT_EQ(made.results[0]->first.value, 11u);
  EXPECT_EQ(made.results[0]->last.value, 12u);
  EXPECT_EQ(made.results[1]->first.value, 13u);
  EXPECT_EQ(made.results[1]->at.value, 200);
}

TEST(CommitPlan, NeverStampsBeforeTheEnd) {
  auto made = plan({a_batch("org/a", 0)}, {}, {{10}, {100}}, {99});
  ASSERT_EQ(made.records.size(), 1u);
  EXPECT_EQ(made.records[0].at.value, 100);
}

TEST(CommitPlan, LetsLaterBatchesSeeEarlierOnes) {
  auto reader = a_batch("session/s", 0);
  reader.reads = {{{"org/a"}, {0}}};
  auto fresh = reader;
  fresh.reads = {{{"org/a"}, {1}}};
  auto made = plan({a_batch("org/a", 0), a_batch("org/a", 0), a_batch("org/a", 1), reader});
  ASSERT_EQ(made.results.size(), 4u);
  EXPECT_TRUE(made.results[0]);
  EXPECT_FALSE(made.results[1]);
  EXPECT_TRUE(made.results[2]);
  ASSERT_FALSE(made.results[3]) << "it was judged on a version that has gone";
  EXPECT_EQ(made.results[3].error().code, errc::conflict);
  EXPECT_TRUE(plan({a_batch("org/a", 0), fresh}).results[1]);
}

TEST(CommitPlan, LeavesNoTraceOfAConflict) {
  auto half = a_batch("org/a", 0, 2);
  half.streams.push_back({{"org/b"}, {7}, some_events(1)});
  auto made = plan({half, a_batch("org/a", 0)});
  EXPECT_FALSE(made.results[0]);
  ASSERT_TRUE(made.results[1]);
  EXPECT_EQ(made.results[1]->first.value, 11u);
  EXPECT_EQ(made.records.size(), 1u);
}

TEST(CommitPlan, AllowsToReadWhatIsAppendedTo) {
  auto batch = a_batch("org/a", 0);
  batch.reads = {{{"org/a"}, {0}}};
  EXPECT_TRUE(plan({batch}).results[0]);
}

TEST(CommitPlan, PassesOnAFailedLookupToItsBatchAlone) {
  auto made = plan({a_batch("broken/x", 0), a_batch("org/a", 0)});
  ASSERT_FALSE(made.results[0]);
  EXPECT_EQ(made.results[0].error().code, errc::io_failed);
  EXPECT_TRUE(made.results[1]);
}

TEST(CommitPlan, MeasuresWhatTheQueueHolds) {
  auto small = measure(a_batch("org/a", 0));
  auto larger = measure(a_batch("org/a", 0, 2));
  ASSERT_TRUE(small && larger);
  EXPECT_GT(*small, 0u);
  EXPECT_EQ(*larger, 2 * *small);
}

} // namespace
} // namespace gatehouse
