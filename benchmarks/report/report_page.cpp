#include "benchmarks/report/report_page.hpp"

#include "benchmarks/report/svg_plot.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace gatehouse {

namespace {

using row = std::vector<std::string>;

std::string number_text(double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

/// Returns the bars as a table, its head first.
std::vector<row> bar_table(const std::vector<bar_row>& bars) {
  std::vector<row> rows{{"figure", "value", "bar", ""}};
  for (const auto& one : bars)
    rows.push_back(
        {one.what, number_text(one.value),
         (one.side == bar_side::at_least ? "at least " : "at most ") + number_text(one.bar),
         one.met() ? "met" : "**MISSED**"});
  return rows;
}

std::string markdown_row(const row& cells) {
  std::string line = "|";
  for (const auto& cell : cells)
    line += " " + cell + " |";
  return line + "\n";
}

std::string markdown_table(const std::vector<row>& rows) {
  std::string text;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    text += markdown_row(rows[at]);
    if (at == 0)
      text += markdown_row(row(rows[at].size(), "---"));
  }
  return text;
}

std::string plain_table(const std::vector<row>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& cells : rows)
    for (std::size_t at = 0; at < cells.size(); ++at) {
      widths.resize(std::max(widths.size(), at + 1));
      if (cells.size() > 1) // a remark alone in its row is as long as it likes
        widths[at] = std::max(widths[at], cells[at].size());
    }
  std::string text;
  for (const auto& cells : rows) {
    for (std::size_t at = 0; at < cells.size(); ++at) {
      text += at == 0 ? "  " : "   ";
      text += cells[at];
      if (at + 1 < cells.size())
        text.append(widths[at] - cells[at].size(), ' ');
    }
    text += "\n";
  }
  return text;
}

/// Returns a plot's points as a table: a row for each x, a column for each curve.
std::vector<row> point_table(const bench_plot& plot) {
  std::vector<double> xs;
  row head{plot.x_axis};
  for (const auto& curve : plot.curves) {
    head.push_back(curve.name);
    for (const auto& point : curve.points)
      xs.push_back(point.first);
  }
  std::sort(xs.begin(), xs.end());
  xs.erase(std::unique(xs.begin(), xs.end()), xs.end());
  std::vector<row> rows{head};
  for (const double x : xs) {
    auto& cells = rows.emplace_back(row{number_text(x)});
    cells[0].resize(cells[0].find('.'));
    for (const auto& curve : plot.curves) {
      const auto found = std::find_if(curve.points.begin(), curve.points.end(),
                                      [x](const auto& point) { return point.first == x; });
      cells.push_back(found == curve.points.end() ? "-" : number_text(found->second));
    }
  }
  return rows;
}

} // namespace

std::string report_page(const bench_rows& rows, const std::string& plots) {
  std::string page = "# Benchmark results\n\nWritten by `./dev bench`; what the figures mean is in "
                     "[the benchmarks' page](../README.md).\n\n";
  std::vector<row> facts{{"", ""}};
  for (const auto& [name, value] : rows.facts)
    facts.push_back({name, value});
  page += markdown_table(facts) + "\n## Bars\n\n" + markdown_table(bar_table(rows.bars));
  for (const auto& table : rows.tables)
    page += "\n## " + table.title + "\n\n" + markdown_table(table.rows);
  for (const auto& plot : rows.plots)
    page += "\n## " + plot.name + "\n\n" + plot.y_axis + "\n\n![" + plot.name + "](" + plots + "-" +
            file_name_of(plot.name) + ".svg)\n\n" + markdown_table(point_table(plot));
  return page;
}

std::string report_text(const bench_rows& rows) {
  std::string text;
  for (const auto& table : rows.tables)
    text += table.title + "\n" + plain_table(table.rows) + "\n";
  for (const auto& plot : rows.plots)
    text += plot.name + ", " + plot.y_axis + "\n" + plain_table(point_table(plot)) + "\n";
  if (!rows.bars.empty())
    text += "figures and their bars\n" + plain_table(bar_table(rows.bars));
  return text;
}

} // namespace gatehouse
