#include "tests/campaign/cycle_plan.hpp"

#include <gtest/gtest.h>

#include <map>

namespace gatehouse {
namespace {

TEST(CyclePlan, FollowsFromItsSeedAndNumber) {
  for (std::size_t cycle = 0; cycle < 50; ++cycle) {
    EXPECT_EQ(draw_plan(7, cycle).to_text(), draw_plan(7, cycle).to_text());
    EXPECT_EQ(draw_plan(7, cycle).seed, draw_plan(7, cycle).seed);
    EXPECT_NE(draw_plan(7, cycle).seed, draw_plan(8, cycle).seed);
  }
}

TEST(CyclePlan, ComesToEveryKillPointWithAnySeed) {
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    std::map<std::string, int> drawn;
    for (std::size_t cycle = 0; cycle < cycles_of_all_kill_points; ++cycle)
      ++drawn[draw_plan(seed, cycle).name];
    for (const auto& at : kill_points())
      EXPECT_GT(drawn[kill_point_name(at)], 0) << at.name << ", seed " << seed;
    for (const auto* name : {"kill", "kill while it starts", "stop", "kill while it stops"})
      EXPECT_EQ(drawn[name], 4) << name << ", seed " << seed;
  }
}

TEST(CyclePlan, ComesToEveryFailureOfADiskInAThousand) {
  std::map<std::string, int> drawn;
  for (std::size_t cycle = 0; cycle < 1'000; ++cycle)
    ++drawn[draw_plan(7, cycle).name];
  for (const auto* place : {"log write refused", "log write torn", "log sync refused",
                            "log sync done and denied", "views write refused", "views write torn"})
    for (const auto* lasting : {" once", " for good"})
      EXPECT_GT(drawn[std::string{place} + lasting], 0) << place << lasting;
  EXPECT_EQ(drawn["full disk"], 100);
}

} // namespace
} // namespace gatehouse
