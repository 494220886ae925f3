#pragma once

#include <cstdint>

namespace gatehouse {

/// What a process and those it started have used so far, from /proc.
struct cpu_use {
  double own_us = 0;      ///< user and system time of the process
  double children_us = 0; ///< of its living descendants

  cpu_use operator-(const cpu_use& before) const {
    return {own_us - before.own_us, children_us - before.children_us};
  }
};

/// Returns the processor time of `pid`; its unit is the kernel's tick of 10 ms.
cpu_use cpu_of(int pid);

/// Returns the resident memory of `pid` alone.
std::uint64_t resident_bytes_of(int pid);

} // namespace gatehouse
