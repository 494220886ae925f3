#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace gatehouse {

/// Prints a row of the table called `title`; the first one is its head. `./dev bench` gathers them.
inline void print_row(const std::string& title, const std::vector<std::string>& cells) {
  std::printf("table | %s", title.c_str());
  for (const auto& cell : cells)
    std::printf(" | %s", cell.c_str());
  std::printf("\n");
  std::fflush(stdout);
}

/// A curve of a plot and what its axes show, units included.
struct plotted {
  std::string plot;
  std::string x_axis;
  std::string y_axis;
  std::string curve;
};

/// Prints a point of a curve, for the plots that `./dev bench` draws.
inline void print_point(const plotted& where, double x, double y) {
  std::printf("point | %s | %s | %s | %s | %.10g | %.6g\n", where.plot.c_str(),
              where.x_axis.c_str(), where.y_axis.c_str(), where.curve.c_str(), x, y);
  std::fflush(stdout);
}

} // namespace gatehouse
