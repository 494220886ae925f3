#pragma once

#include <cstdint>

namespace gatehouse {

/// What a process and those it started have used so far.
struct cpu_use {
  double own_us = 0;      ///< user and system time of the process
  double children_us = 0; ///< of its living descendants

  cpu_use operator-(const cpu_use& before) const {
    return {own_us - before.own_us, children_us - before.children_us};
  }
};

/// Returns the processor time of `pid` and of its descendants, exact to the nanosecond.
cpu_use cpu_of(int pid);

/// Returns the resident memory of `pid` alone.
std::uint64_t resident_bytes_of(int pid);

/// Returns the most memory that `pid` alone ever had resident.
std::uint64_t peak_bytes_of(int pid);

/// Returns the memory of the living descendants of `pid`; of pages that several share, each has
/// its part.
std::uint64_t children_bytes_of(int pid);

} // namespace gatehouse
