#pragma once

#include "benchmarks/report/bench_rows.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// By which part a gated figure may be worse than the last recorded one.
inline constexpr double worse_part_max = 0.30;

enum class bar_verdict { held, better, worse, missing, added };

/// One gated figure, as it was recorded and as it is now.
struct bar_change {
  std::string what;
  double recorded = 0;
  double now = 0;
  double worse_by = 0; ///< 0.3: by 30 %, whichever side is the good one; negative: better
  bar_verdict verdict = bar_verdict::held;
};

/// Compares the gated figures of two runs. One that is no longer measured is `missing`: a figure
/// must not get past the gate by going away.
std::vector<bar_change> compare_bars(const bench_rows& recorded, const bench_rows& now);

/// Returns whether nothing is worse or missing.
bool passes(const std::vector<bar_change>& changes);

/// Returns the changes as a table of plain text, the verdicts in words.
std::string comparison_table(const std::vector<bar_change>& changes);

} // namespace gatehouse
