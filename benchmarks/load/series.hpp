#pragma once

#include "benchmarks/load/load_generator.hpp"
#include "benchmarks/load/process_use.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// One target's figures, each round's at its place.
struct series {
  std::vector<double> rates, p50_us, p99_us, p999_us, own_us, children_us;
  std::uint64_t bad = 0; ///< of all rounds
  std::string first_bad; ///< status and body

  void add(const load_result& result, const cpu_use& used);
};

double median(std::vector<double> values);

/// Returns the median of the ratios of each round, so that a slow minute weighs on both sides.
double median_ratio(const std::vector<double>& over, const std::vector<double>& under);

/// Returns `MEDIAN [MIN-MAX]` of the values times `factor`, with so many digits after the point.
std::string spread(const std::vector<double>& values, double factor = 1, int digits = 0);

} // namespace gatehouse
