#include "benchmarks/report/svg_plot.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;
using testing::Not;

bench_plot plot_of(std::vector<std::pair<double, double>> points) {
  return {"Log size", "events", "seconds", {{"replay & verify", std::move(points)}}};
}

TEST(SvgPlot, DrawsItsPointsBetweenItsAxes) {
  const auto svg = svg_of(plot_of({{10, 1}, {1'000, 90}}));
  EXPECT_THAT(svg, HasSubstr("cx='70.0'"));
  EXPECT_THAT(svg, HasSubstr("cx='620.0'"));
  EXPECT_THAT(svg, HasSubstr(">events</text>"));
  EXPECT_THAT(svg, HasSubstr("replay &amp; verify"));
}

TEST(SvgPlot, HasNoPlaceForWhatALogarithmCannotShow) {
  const auto svg = svg_of(plot_of({{0, 1}, {10, 0}, {100, 1}, {1'000, 5'000}}));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(SvgPlot, StandsWithoutAnyPoint) {
  EXPECT_THAT(svg_of({"Empty", "x", "y", {}}), HasSubstr("</svg>"));
  EXPECT_THAT(svg_of(plot_of({{1, 0}})), Not(HasSubstr("nan")));
}

TEST(SvgPlot, NamesItsFile) {
  EXPECT_EQ(file_name_of("HTTP upstream, 64 (ours)"), "http-upstream-64-ours");
}

} // namespace
} // namespace gatehouse
