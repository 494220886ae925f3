#include "actors/refusal_counter.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

constexpr std::int64_t second = 1'000'000;

constexpr unix_us at(std::int64_t seconds) {
  return {1'795'168'735'000'000 + seconds * second};
}

using counts = std::map<std::string, std::uint64_t>;

counts counted(const note_refusals& one) {
  return {one.counts.begin(), one.counts.end()};
}

TEST(RefusalCounter, RecordsTheFirstAtOnce) {
  refusal_counter counter;
  auto due = counter.note("no_token", at(0));
  ASSERT_TRUE(due);
  EXPECT_EQ(counted(*due), (counts{{"no_token", 1}}));
}

TEST(RefusalCounter, RecordsTheSumOfAMinute) {
  refusal_counter counter;
  (void)counter.note("no_token", at(0));
  for (int i = 1; i < 60; ++i)
    EXPECT_FALSE(counter.note(i % 2 ? "no_token" : "bad_token", at(i)));
  auto due = counter.note("no_token", at(60));
  ASSERT_TRUE(due);
  EXPECT_EQ(counted(*due), (counts{{"no_token", 31}, {"bad_token", 29}}));
  EXPECT_EQ(due->from, at(1));
  EXPECT_EQ(due->until, at(60));
}

TEST(RefusalCounter, GivesWhatIsLeftAtTheEnd) {
  refusal_counter counter;
  EXPECT_FALSE(counter.rest(at(0)));
  (void)counter.note("no_token", at(0));
  EXPECT_FALSE(counter.rest(at(1))) << "already recorded";
  (void)counter.note("no_token", at(2));
  auto left = counter.rest(at(3));
  ASSERT_TRUE(left);
  EXPECT_EQ(counted(*left), (counts{{"no_token", 1}}));
}

TEST(RefusalCounter, CountsAllReasonsBeyondThirtyTwoAsOther) {
  refusal_counter counter;
  (void)counter.note("first", at(0));
  for (int i = 0; i < 40; ++i)
    (void)counter.note("reason " + std::to_string(i), at(1));
  auto left = counter.rest(at(2));
  ASSERT_TRUE(left);
  EXPECT_EQ(left->counts.size(), 33u);
  EXPECT_EQ(counted(*left)["other"], 8u);
}

} // namespace

} // namespace gatehouse
