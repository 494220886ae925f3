#include "tests/campaign/fault_campaign.hpp"
#include "tests/campaign/seed.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

namespace gatehouse {
namespace {

constexpr std::size_t cycles_of_one_instance = 25; ///< a check folds the whole record

/// Runs the cycles from `first` to before `end`, some of them on each instance.
void run_cycles(std::uint64_t seed, std::size_t first, std::size_t end, campaign_tally& tally) {
  std::unique_ptr<fault_campaign> campaign;
  for (auto cycle = first; cycle < end; ++cycle) {
    SCOPED_TRACE("GATEHOUSE_SEED=" + std::to_string(seed) +
                 " GATEHOUSE_CYCLE=" + std::to_string(cycle));
    const bool last = cycle + 1 == end || (cycle + 1 - first) % cycles_of_one_instance == 0;
    if (!campaign)
      campaign = std::make_unique<fault_campaign>(tally);
    ASSERT_TRUE(campaign->up());
    const auto plan = draw_plan(seed, cycle);
    SCOPED_TRACE(plan.to_text());
    campaign->run(plan);
    if (last && !testing::Test::HasFailure())
      campaign->finish();
    if (last || testing::Test::HasFailure())
      campaign.reset();
    if (testing::Test::HasFailure())
      return;
  }
}

void expect_every_kill_point(const campaign_tally& tally) {
  for (const auto& at : kill_points()) {
    const auto found = tally.ends.find(kill_point_name(at));
    EXPECT_TRUE(found != tally.ends.end() && found->second.came > 0) << at.name << " never came";
  }
}

TEST(Crash, LosesNoAnsweredCallAndRepeatsNone) {
  const auto seed = campaign_seed();
  const auto only = campaign_cycle();
  const auto first = only.value_or(0);
  const auto end = only ? first + 1 : campaign_cycles();
  campaign_tally tally;
  run_cycles(seed, first, end, tally);
  std::printf("seed %llu: %s", static_cast<unsigned long long>(seed), tally.to_text().c_str());
  if (!only && end >= cycles_of_all_kill_points && !HasFailure())
    expect_every_kill_point(tally);
}

} // namespace
} // namespace gatehouse
