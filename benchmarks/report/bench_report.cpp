// Gathers what benchmark programs have printed.
// usage: bench_report OUTPUT                  prints its tables
//        bench_report OUTPUT --write PREFIX   and writes PREFIX.rows, PREFIX.md, PREFIX-PLOT.svg
//        bench_report OUTPUT --gate ROWS      and compares it with recorded rows; ends with 1 if a
//                                             gated figure is worse
#include "benchmarks/report/comparison.hpp"
#include "benchmarks/report/report_page.hpp"
#include "benchmarks/report/svg_plot.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

namespace gatehouse {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool write(const std::string& path, const std::string& text) {
  std::ofstream out{path, std::ios::binary};
  out << text;
  return out.flush().good();
}

int write_all(const bench_rows& rows, const std::string& text, const std::string& prefix) {
  const auto name = prefix.substr(prefix.rfind('/') + 1);
  bool good =
      write(prefix + ".rows", rows_of(text)) && write(prefix + ".md", report_page(rows, name));
  for (const auto& plot : rows.plots)
    good = write(prefix + "-" + file_name_of(plot.name) + ".svg", svg_of(plot)) && good;
  if (!good)
    std::fprintf(stderr, "%s cannot be written\n", prefix.c_str());
  return good ? 0 : 1;
}

int hold_against(const bench_rows& rows, const std::string& recorded) {
  const auto before = read_bench_rows(file_text(recorded));
  if (before.bars.empty()) {
    std::fprintf(stderr, "%s has no figure to compare with\n", recorded.c_str());
    return 1;
  }
  const auto changes = compare_bars(before, rows);
  std::printf("\nagainst %s\n%s%s\n", recorded.c_str(), comparison_table(changes).c_str(),
              passes(changes) ? "no figure is worse by more than 30 %"
                              : "GATE: worse than recorded");
  return passes(changes) ? 0 : 1;
}

int run(const std::vector<std::string>& words) {
  if (words.size() != 1 && words.size() != 3)
    return 2;
  const auto text = file_text(words[0]);
  const auto rows = read_bench_rows(text);
  std::fputs(report_text(rows).c_str(), stdout);
  if (words.size() == 1)
    return 0;
  return words[1] == "--gate" ? hold_against(rows, words[2]) : write_all(rows, text, words[2]);
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  return gatehouse::run({words + 1, words + count});
}
