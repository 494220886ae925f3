#include "events/audit/audit_summary.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace gatehouse {
namespace {

audit_entry ended(const std::string& tool, audit_outcome how, std::uint64_t us) {
  audit_entry one;
  one.tool = tool;
  one.decision = how == audit_outcome::denied ? audit_decision::deny : audit_decision::allow;
  one.outcome = how;
  one.duration_us = us;
  return one;
}

TEST(DurationHistogram, TellsPercentilesWithinItsError) {
  duration_histogram durations;
  std::vector<std::uint64_t> all;
  std::uint64_t seed = 7;
  for (int count = 0; count < 10'000; ++count) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    all.push_back(seed >> (20 + seed % 40));
    durations.add(all.back());
  }
  std::sort(all.begin(), all.end());
  for (const unsigned per_mille : {1u, 500u, 950u, 990u, 1'000u}) {
    const auto exact = all[(all.size() * per_mille + 999) / 1'000 - 1];
    const auto told = durations.percentile(per_mille);
    EXPECT_GE(told, exact) << per_mille;
    EXPECT_LE(told, exact + exact / 31 + 1) << per_mille;
  }
  EXPECT_EQ(durations.percentile(1'000), all.back());
}

TEST(DurationHistogram, IsExactForOneAndForNone) {
  duration_histogram durations;
  EXPECT_EQ(durations.percentile(500), 0U);
  durations.add(123'457);
  EXPECT_EQ(durations.percentile(500), 123'457U);
  duration_histogram longest;
  longest.add(~std::uint64_t{0});
  EXPECT_EQ(longest.percentile(990), ~std::uint64_t{0});
}

TEST(AuditSummary, CountsByDecisionOutcomeAndTool) {
  audit_summary summary;
  summary.add(ended("a", audit_outcome::ok, 10));
  summary.add(ended("a", audit_outcome::failed, 30));
  summary.add(ended("b", audit_outcome::denied, 0));
  summary.add(ended("b", audit_outcome::open, 0));
  EXPECT_EQ(summary.all().calls(), 4U);
  EXPECT_EQ(summary.all().decisions[static_cast<std::size_t>(audit_decision::deny)], 1U);
  EXPECT_EQ(summary.tools().at("a").durations.percentile(500), 10U);
  EXPECT_EQ(summary.tools().at("b").durations.count(), 0U) << "what was not measured is not a zero";
}

TEST(AuditSummary, TellsNoMoreToolsApartThanItsBound) {
  audit_summary summary;
  for (std::size_t tool = 0; tool <= limits::summary_tools_max; ++tool)
    summary.add(ended("t" + std::to_string(tool), audit_outcome::ok, 1));
  summary.add(ended("t0", audit_outcome::ok, 1));
  EXPECT_EQ(summary.tools().size(), limits::summary_tools_max);
  EXPECT_EQ(summary.others().calls(), 1U);
  EXPECT_EQ(summary.tools().at("t0").calls(), 2U);
  EXPECT_EQ(summary.all().calls(), limits::summary_tools_max + 2);
}

} // namespace
} // namespace gatehouse
