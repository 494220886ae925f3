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

TEST(CyclePlan, ComesToEveryKillPointInAThousand) {
  std::map<std::string, int> drawn;
  for (std::size_t cycle = 0; cycle < 1'000; ++cycle)
    ++drawn[draw_plan(7, cycle).name];
  for (const auto& at : kill_points())
    EXPECT_GT(drawn["kill point " + std::string{at.name}], 10) << at.name;
  for (const auto* name : {"kill", "kill while it starts", "stop", "kill while it stops",
                           "full disk", "log sync refused once"})
    EXPECT_GT(drawn[name], 0) << name;
}

} // namespace
} // namespace gatehouse
