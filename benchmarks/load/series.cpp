#include "benchmarks/load/series.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace gatehouse {

void series::add(const load_result& result, const cpu_use& used) {
  const auto count = static_cast<double>(std::max<std::uint64_t>(result.answers, 1));
  rates.push_back(result.rate());
  p50_us.push_back(result.p50_us);
  p99_us.push_back(result.p99_us);
  p999_us.push_back(result.p999_us);
  own_us.push_back(used.own_us / count);
  children_us.push_back(used.children_us / count);
  bad += result.bad + result.refused;
  if (first_bad.empty())
    first_bad = result.first_bad;
}

double median(std::vector<double> values) {
  if (values.empty())
    return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double median_ratio(const std::vector<double>& over, const std::vector<double>& under) {
  std::vector<double> ratios;
  for (std::size_t round = 0; round < std::min(over.size(), under.size()); ++round)
    if (under[round] > 0)
      ratios.push_back(over[round] / under[round]);
  return median(std::move(ratios));
}

std::string spread(const std::vector<double>& values, double factor, int digits) {
  if (values.empty())
    return "-";
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), "%.*f [%.*f-%.*f]", digits, median(values) * factor,
                digits, *low * factor, digits, *high * factor);
  return text.data();
}

} // namespace gatehouse
