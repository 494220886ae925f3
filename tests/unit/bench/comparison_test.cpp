#include "benchmarks/report/comparison.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

bar_row ratio(const std::string& what, double value, bar_side side) {
  return {what, value, side, 1, bar_gate::against_last};
}

bench_rows with(std::vector<bar_row> bars) {
  bench_rows rows;
  rows.bars = std::move(bars);
  return rows;
}

bar_verdict verdict_of(double recorded, double now, bar_side side) {
  const auto changes =
      compare_bars(with({ratio("it", recorded, side)}), with({ratio("it", now, side)}));
  return changes.at(0).verdict;
}

TEST(Comparison, FailsOnAFigureThatIsWorseByMoreThanAThird) {
  const auto recorded = with({ratio("cost", 2, bar_side::at_most)});
  const auto changes = compare_bars(recorded, with({ratio("cost", 2.7, bar_side::at_most)}));
  EXPECT_FALSE(passes(changes));
  EXPECT_THAT(comparison_table(changes), HasSubstr("+35%  WORSE"));
}

TEST(Comparison, KnowsWhichSideIsTheGoodOne) {
  EXPECT_EQ(verdict_of(2, 2.59, bar_side::at_most), bar_verdict::held);
  EXPECT_EQ(verdict_of(2, 2.61, bar_side::at_most), bar_verdict::worse);
  EXPECT_EQ(verdict_of(2, 1.5, bar_side::at_most), bar_verdict::better);
  EXPECT_EQ(verdict_of(2.6, 2.01, bar_side::at_least), bar_verdict::held);
  EXPECT_EQ(verdict_of(2.6, 1.99, bar_side::at_least), bar_verdict::worse);
  EXPECT_EQ(verdict_of(2, 3, bar_side::at_least), bar_verdict::better);
}

TEST(Comparison, TakesAFigureThatFellToNothingForWorse) {
  EXPECT_EQ(verdict_of(2, 0, bar_side::at_least), bar_verdict::worse);
  EXPECT_EQ(verdict_of(0, 2, bar_side::at_most), bar_verdict::worse);
  EXPECT_EQ(verdict_of(0, 0, bar_side::at_most), bar_verdict::held);
}

TEST(Comparison, LetsNoFigurePassByGoingAway) {
  const auto changes = compare_bars(with({ratio("cost", 2, bar_side::at_most)}), with({}));
  EXPECT_FALSE(passes(changes));
  EXPECT_THAT(comparison_table(changes), HasSubstr("MISSING"));
}

TEST(Comparison, ShowsANewFigureAndHoldsItToNothing) {
  const auto changes = compare_bars(with({}), with({ratio("cost", 2, bar_side::at_most)}));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].verdict, bar_verdict::added);
  EXPECT_TRUE(passes(changes));
}

TEST(Comparison, LeavesOutWhatDependsOnTheMachine) {
  const bar_row fast{"p99, ms", 1, bar_side::at_most, 3, bar_gate::none};
  const bar_row slow{"p99, ms", 9, bar_side::at_most, 3, bar_gate::none};
  EXPECT_TRUE(compare_bars(with({fast}), with({slow})).empty());
}

} // namespace
} // namespace gatehouse
