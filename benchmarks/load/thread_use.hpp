#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse {

/// What the threads of one name have used.
struct thread_use {
  std::string name; ///< as the kernel has it; CAF calls its workers caf.multiplexer
  double cpu_us = 0;
  double user_us = 0;   ///< by the kernel's clock ticks, so only roughly the cpu_us less system_us
  double system_us = 0; ///< the same
  std::uint64_t sleeps = 0;
  std::uint64_t preemptions = 0;

  thread_use& operator+=(const thread_use& other);
};

using thread_uses = std::vector<thread_use>;

/// Returns what the living threads of a process have used so far, one entry a name (proc(5)).
thread_uses threads_of(int pid);

/// Returns what came about from one look to a later one, the busiest first.
thread_uses between(const thread_uses& before, const thread_uses& after);

} // namespace gatehouse
