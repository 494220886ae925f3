#pragma once

#include "benchmarks/bar.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

/// A figure and the bar it is held to, as print_bar() tells it.
struct bar_row {
  std::string what;
  double value = 0;
  bar_side side = bar_side::at_least;
  double bar = 0;
  bar_gate gate = bar_gate::none;

  bool met() const { return side == bar_side::at_least ? value >= bar : value <= bar; }
};

struct bench_table {
  std::string title;
  std::vector<std::vector<std::string>> rows; ///< the first is the head
};

struct bench_curve {
  std::string name;
  std::vector<std::pair<double, double>> points;
};

struct bench_plot {
  std::string name;
  std::string x_axis;
  std::string y_axis;
  std::vector<bench_curve> curves;
};

/// What a run of the benchmarks has told, in the order in which it did.
struct bench_rows {
  std::vector<std::pair<std::string, std::string>> facts; ///< of machine, commit, versions
  std::vector<bar_row> bars;
  std::vector<bench_table> tables;
  std::vector<bench_plot> plots;
};

/// Reads the rows among the lines that benchmarks print: those that start with `fact | `, `bar | `,
/// `table | ` or `point | `. All others are left out, and so is a row that is cut off.
bench_rows read_bench_rows(std::string_view text);

/// Returns those lines as they stand in `text`: what is kept of a run.
std::string rows_of(std::string_view text);

} // namespace gatehouse
