#include "actors/call_rate.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse {

namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::size_t per_second = 10;

class CallRate : public testing::Test {
protected:
  /// Calls until one is refused; returns how many were admitted.
  std::size_t burst(const token_id& credential = {"tok_1"}) {
    std::size_t admitted = 0;
    while (admitted <= 2 * per_second && rate.admit(credential, now))
      ++admitted;
    return admitted;
  }

  call_rate rate{per_second};
  unix_us now{1'000 * second_us};
};

// S-TOOLS-13, S-COMP-05
TEST_F(CallRate, AdmitsSoManyAtOnceAndNotOneMore) {
  EXPECT_EQ(burst(), per_second);
}

TEST_F(CallRate, AdmitsAsManyInEachSecondAfter) {
  burst();
  now.value += second_us / 2;
  EXPECT_EQ(burst(), per_second / 2);
  now.value += 10 * second_us;
  EXPECT_EQ(burst(), per_second) << "what was not used is not saved up";
}

TEST_F(CallRate, CountsEachCredentialForItself) {
  EXPECT_EQ(burst(), per_second);
  EXPECT_EQ(burst({"tok_2"}), per_second);
}

TEST_F(CallRate, TakesNothingAwayWhenTheClockIsSetBack) {
  EXPECT_TRUE(rate.admit({"tok_1"}, now));
  now.value -= 100 * second_us;
  EXPECT_EQ(burst(), per_second - 1);
  now.value += second_us;
  EXPECT_EQ(burst(), per_second);
}

TEST_F(CallRate, RemembersWhoCalledLatelyOnly) {
  for (int i = 0; i < 1'000; ++i)
    rate.admit({"tok_" + std::to_string(i)}, now);
  EXPECT_EQ(rate.remembered(), 1'000u);
  now.value += 2 * second_us;
  rate.admit({"tok_1"}, now);
  EXPECT_EQ(rate.remembered(), 1u);
}

} // namespace

} // namespace gatehouse
