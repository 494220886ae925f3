#include "benchmarks/report/comparison.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace gatehouse {

namespace {

const bar_row* find_bar(const bench_rows& rows, const std::string& what) {
  const auto found = std::find_if(rows.bars.begin(), rows.bars.end(),
                                  [&](const bar_row& one) { return one.what == what; });
  return found == rows.bars.end() ? nullptr : &*found;
}

/// Returns by which part `now` is worse than `before`. A side that is not above zero is no ratio
/// and nothing can be better than it.
double worse_part(const bar_row& before, const bar_row& now) {
  const bool more_is_good = before.side == bar_side::at_least;
  const double good = more_is_good ? now.value : before.value;
  const double bad = more_is_good ? before.value : now.value;
  if (good > 0)
    return bad / good - 1;
  return bad > good ? 2 * worse_part_max : 0;
}

bar_change change_of(const bar_row& before, const bar_row* now) {
  bar_change change{before.what, before.value, 0, 0, bar_verdict::missing};
  if (now == nullptr)
    return change;
  change.now = now->value;
  change.worse_by = worse_part(before, *now);
  change.verdict = change.worse_by > worse_part_max ? bar_verdict::worse
                   : change.worse_by < 0            ? bar_verdict::better
                                                    : bar_verdict::held;
  return change;
}

const char* words_for(bar_verdict verdict) {
  switch (verdict) {
  case bar_verdict::held:
    return "held";
  case bar_verdict::better:
    return "better";
  case bar_verdict::worse:
    return "WORSE";
  case bar_verdict::missing:
    return "MISSING";
  case bar_verdict::added:
    return "new";
  }
  return "";
}

} // namespace

std::vector<bar_change> compare_bars(const bench_rows& recorded, const bench_rows& now) {
  std::vector<bar_change> changes;
  for (const auto& before : recorded.bars)
    if (before.gate == bar_gate::against_last)
      changes.push_back(change_of(before, find_bar(now, before.what)));
  for (const auto& one : now.bars)
    if (one.gate == bar_gate::against_last && find_bar(recorded, one.what) == nullptr)
      changes.push_back({one.what, 0, one.value, 0, bar_verdict::added});
  return changes;
}

bool passes(const std::vector<bar_change>& changes) {
  return std::none_of(changes.begin(), changes.end(), [](const bar_change& one) {
    return one.verdict == bar_verdict::worse || one.verdict == bar_verdict::missing;
  });
}

std::string comparison_table(const std::vector<bar_change>& changes) {
  std::array<char, 256> line{};
  std::snprintf(line.data(), line.size(), "%-58s %10s %10s %9s\n", "figure", "recorded", "now",
                "worse by");
  std::string table = line.data();
  for (const auto& one : changes) {
    std::snprintf(line.data(), line.size(), "%-58s %10.2f %10.2f %+8.0f%%  %s\n", one.what.c_str(),
                  one.recorded, one.now, 100 * one.worse_by, words_for(one.verdict));
    table += line.data();
  }
  return table;
}

} // namespace gatehouse
