#pragma once

#include <cstdint>
#include <vector>

namespace gatehouse {

/// One process as /proc/PID/stat tells it (proc(5)).
struct process_entry {
  int pid = 0;
  int parent = 0;
  int group = 0;
  int session = 0;
  bool zombie = false;       ///< ended, or only its main thread is
  std::uint64_t started = 0; ///< clock ticks after boot; with the pid, one process and no other
};

/// Returns the processes of this machine; empty where /proc is not mounted.
std::vector<process_entry> list_processes();

/// Returns those of `all` that descend from `root`, itself left out.
std::vector<process_entry> descendants_of(int root, const std::vector<process_entry>& all);

/// Sends SIGKILL to process group `group` and to every process of session `group`, until none runs
/// or it was tried a hundred times.
void kill_group(int group);

} // namespace gatehouse
