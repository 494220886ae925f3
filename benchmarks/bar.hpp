#pragma once

#include <cstdio>
#include <string>

namespace gatehouse {

/// Which side of its bar a figure should be on.
enum class bar_side { at_least, at_most };

/// Prints a figure and the bar it is held to, as a row of the table that `./dev bench` gathers.
inline void print_bar(const std::string& what, double value, bar_side side, double bar) {
  const bool met = side == bar_side::at_least ? value >= bar : value <= bar;
  std::printf("bar | %-58s | %8.2f | %s %-6.2f | %s\n", what.c_str(), value,
              side == bar_side::at_least ? ">=" : "<=", bar, met ? "met" : "MISSED");
  std::fflush(stdout);
}

} // namespace gatehouse
