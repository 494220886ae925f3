#include "events/audit/audit_summary.hpp"

#include "events/core/limits.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace gatehouse {

namespace {

/// A bucket is the number's highest bits: below 2^fine_bits each number has its own.
constexpr unsigned fine_bits = 5;
constexpr std::uint64_t fine = 1u << fine_bits;
constexpr unsigned all_per_mille = 1'000;

std::uint32_t bucket_of(std::uint64_t us) {
  if (us < fine)
    return static_cast<std::uint32_t>(us);
  const auto shift = static_cast<unsigned>(std::bit_width(us)) - 1 - fine_bits;
  return static_cast<std::uint32_t>((us >> shift) + fine * shift);
}

/// Returns the longest duration of a bucket.
std::uint64_t end_of(std::uint32_t bucket) {
  if (bucket < fine)
    return bucket;
  const auto shift = bucket / fine - 1;
  const auto first = (bucket - fine * shift) << shift;
  return first + (std::uint64_t{1} << shift) - 1;
}

} // namespace

void duration_histogram::add(std::uint64_t us) {
  ++counts_[bucket_of(us)];
  ++count_;
  max_ = std::max(max_, us);
}

std::uint64_t duration_histogram::percentile(unsigned per_mille) const {
  const auto wanted = (count_ * per_mille + all_per_mille - 1) / all_per_mille;
  std::uint64_t passed = 0;
  for (const auto& [bucket, count] : counts_)
    if ((passed += count) >= wanted)
      return std::min(end_of(bucket), max_);
  return max_;
}

std::uint64_t call_counts::calls() const noexcept {
  return std::accumulate(decisions.begin(), decisions.end(), std::uint64_t{0});
}

void call_counts::add(const audit_entry& one) {
  ++decisions[static_cast<std::size_t>(one.decision)];
  ++outcomes[static_cast<std::size_t>(one.outcome)];
  const auto how = one.outcome;
  if (how == audit_outcome::ok || how == audit_outcome::tool_error || how == audit_outcome::failed)
    durations.add(one.duration_us);
}

void audit_summary::add(const audit_entry& one) {
  all_.add(one);
  auto found = tools_.find(one.tool);
  if (found == tools_.end() && tools_.size() == limits::summary_tools_max)
    return others_.add(one);
  (found == tools_.end() ? tools_[one.tool] : found->second).add(one);
}

} // namespace gatehouse
