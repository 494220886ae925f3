#include "benchmarks/report/bench_rows.hpp"
#include "benchmarks/report/report_page.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr std::string_view said = "Running ./journal_bench\n"
                                  "fact | cores | 2\n"
                                  "bar | journal: grouped commits |  8.25 | >= 6.00 | met | gated\n"
                                  "bar | load: p99, ms            |  9.00 | <= 3.00 | MISSED | -\n"
                                  "table | Peers | gateway | calls/s\n"
                                  "something in between\n"
                                  "table | Peers | nginx | 1000\n"
                                  "point | Log size | events | s | replay | 10000 | 0.5\n"
                                  "point | Log size | events | s | replay | 100000 | 4.5\n"
                                  "bar | cut off";

TEST(BenchRows, AreFoundAmongAllOtherLines) {
  const auto rows = read_bench_rows(said);
  EXPECT_THAT(rows.facts, ElementsAre(Pair("cores", "2")));
  ASSERT_EQ(rows.bars.size(), 2u);
  EXPECT_EQ(rows.bars[0].what, "journal: grouped commits");
  EXPECT_EQ(rows.bars[0].value, 8.25);
  EXPECT_EQ(rows.bars[0].bar, 6);
  EXPECT_EQ(rows.bars[0].gate, bar_gate::against_last);
  EXPECT_TRUE(rows.bars[0].met());
  EXPECT_EQ(rows.bars[1].side, bar_side::at_most);
  EXPECT_EQ(rows.bars[1].gate, bar_gate::none);
  EXPECT_FALSE(rows.bars[1].met());
  ASSERT_EQ(rows.tables.size(), 1u);
  EXPECT_THAT(rows.tables[0].rows,
              ElementsAre(ElementsAre("gateway", "calls/s"), ElementsAre("nginx", "1000")));
  ASSERT_EQ(rows.plots.size(), 1u);
  EXPECT_THAT(rows.plots[0].curves.at(0).points,
              ElementsAre(Pair(10'000, 0.5), Pair(100'000, 4.5)));
}

TEST(BenchRows, AreKeptAsTheyStand) {
  const auto kept = rows_of(said);
  EXPECT_THAT(kept, HasSubstr("table | Peers | nginx | 1000\n"));
  EXPECT_THAT(kept, Not(HasSubstr("something")));
  EXPECT_EQ(rows_of(kept), kept);
}

TEST(ReportPage, ShowsABarThatIsMissed) {
  const auto page = report_page(read_bench_rows(said), "short");
  EXPECT_THAT(page, HasSubstr("| load: p99, ms | 9.00 | at most 3.00 | **MISSED** |"));
  EXPECT_THAT(page, HasSubstr("| gateway | calls/s |\n| --- | --- |\n| nginx | 1000 |"));
  EXPECT_THAT(page, HasSubstr("(short-log-size.svg)"));
}

} // namespace
} // namespace gatehouse
