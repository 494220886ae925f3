#pragma once

#include <cstdio>
#include <string>

namespace gatehouse {

/// Which side of its bar a figure should be on.
enum class bar_side { at_least, at_most };

/// Whether `./dev bench --gate` also holds a figure to the last recorded one: for ratios whose two
/// sides are measured in turn, and for what does not depend on the machine's speed.
enum class bar_gate { none, against_last };

/// Prints a figure and the bar it is held to, as a row of the table that `./dev bench` gathers.
inline void print_bar(const std::string& what, double value, bar_side side, double bar,
                      bar_gate gate = bar_gate::none) {
  const bool met = side == bar_side::at_least ? value >= bar : value <= bar;
  std::printf("bar | %-58s | %8.2f | %s %-6.2f | %-6s | %s\n", what.c_str(), value,
              side == bar_side::at_least ? ">=" : "<=", bar, met ? "met" : "MISSED",
              gate == bar_gate::against_last ? "gated" : "-");
  std::fflush(stdout);
}

} // namespace gatehouse
