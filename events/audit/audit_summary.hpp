#pragma once

#include "events/audit/audit_entry.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace gatehouse {

/// Durations in buckets, each at most a thirty-second wider than it is long: what a percentile says
/// is never below the truth and at most 3.2 % above it. Units: microseconds.
class duration_histogram {
public:
  void add(std::uint64_t us);

  std::uint64_t count() const noexcept { return count_; }

  std::uint64_t max() const noexcept { return max_; }

  /// Returns a duration that at least `per_mille` of a thousand are not longer than; 0 of none.
  std::uint64_t percentile(unsigned per_mille) const;

private:
  std::map<std::uint32_t, std::uint64_t> counts_; ///< by bucket
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

/// How many calls ended how, and how long those took that were answered or failed.
struct call_counts {
  std::array<std::uint64_t, enum_names<audit_decision>::names.size()> decisions{};
  std::array<std::uint64_t, enum_names<audit_outcome>::names.size()> outcomes{};
  duration_histogram durations;

  std::uint64_t calls() const noexcept;
  void add(const audit_entry& one);
};

/// What the audit says of many calls at once, in all and by tool.
///
/// Bounds: limits::summary_tools_max tools; the calls of those that come later are counted as one.
class audit_summary {
public:
  void add(const audit_entry& one);

  const call_counts& all() const noexcept { return all_; }

  /// Returns the counts by name of the tool as called.
  const std::map<std::string, call_counts>& tools() const noexcept { return tools_; }

  /// Returns the counts of the tools that were too many.
  const call_counts& others() const noexcept { return others_; }

private:
  call_counts all_;
  std::map<std::string, call_counts> tools_;
  call_counts others_;
};

} // namespace gatehouse
