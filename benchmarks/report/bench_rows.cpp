#include "benchmarks/report/bench_rows.hpp"

#include <algorithm>
#include <cstdlib>

namespace gatehouse {

namespace {

constexpr std::string_view bar_between = " | ";

using cells = std::vector<std::string>;

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos)
    return {};
  return std::string{text.substr(begin, text.find_last_not_of(' ') - begin + 1)};
}

cells cells_of(std::string_view line) {
  cells found;
  for (;;) {
    const auto end = line.find(bar_between);
    found.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos)
      return found;
    line.remove_prefix(end + bar_between.size());
  }
}

double number_in(const std::string& text) {
  return std::strtod(text.c_str(), nullptr);
}

/// Visits the lines of `text` that are rows.
template <class Visit> void each_row(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    for (const std::string_view kind : {"fact | ", "bar | ", "table | ", "point | "})
      if (line.starts_with(kind))
        visit(line);
  }
}

/// Returns the entry of `all` called `name`, added at the end if it is new.
template <class Entry, class Made>
Entry& entry_of(std::vector<Entry>& all, std::string Entry::*name, const std::string& wanted,
                Made made) {
  for (auto& one : all)
    if (one.*name == wanted)
      return one;
  return all.emplace_back(made());
}

void add_bar(bench_rows& rows, const cells& row) {
  if (row.size() < 5)
    return;
  const bool at_least = row[3].starts_with(">=");
  rows.bars.push_back(
      {row[1], number_in(row[2]), at_least ? bar_side::at_least : bar_side::at_most,
       number_in(row[3].substr(std::min<std::size_t>(2, row[3].size()))),
       row.size() > 5 && row[5] == "gated" ? bar_gate::against_last : bar_gate::none});
}

void add_table_row(bench_rows& rows, const cells& row) {
  if (row.size() < 3)
    return;
  auto& table = entry_of(rows.tables, &bench_table::title, row[1], [&] {
    return bench_table{row[1], {}};
  });
  table.rows.emplace_back(row.begin() + 2, row.end());
}

void add_point(bench_rows& rows, const cells& row) {
  if (row.size() < 7)
    return;
  auto& plot = entry_of(rows.plots, &bench_plot::name, row[1], [&] {
    return bench_plot{row[1], row[2], row[3], {}};
  });
  auto& curve = entry_of(plot.curves, &bench_curve::name, row[4], [&] {
    return bench_curve{row[4], {}};
  });
  curve.points.emplace_back(number_in(row[5]), number_in(row[6]));
}

} // namespace

bench_rows read_bench_rows(std::string_view text) {
  bench_rows rows;
  each_row(text, [&](std::string_view line) {
    const auto row = cells_of(line);
    if (row[0] == "bar")
      add_bar(rows, row);
    else if (row[0] == "table")
      add_table_row(rows, row);
    else if (row[0] == "point")
      add_point(rows, row);
    else if (row.size() == 3)
      rows.facts.emplace_back(row[1], row[2]);
  });
  return rows;
}

std::string rows_of(std::string_view text) {
  std::string kept;
  each_row(text, [&](std::string_view line) { kept.append(line).append("\n"); });
  return kept;
}

} // namespace gatehouse
