#pragma once

#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/descriptor.hpp"
#include "actors/upstream/guard_protocol.hpp"

#include <array>

namespace gatehouse {

/// A child's ends of its stdin, stdout and stderr pipes.
using child_pipes = std::array<descriptor, 3>;

/// What became of starting a child: its process id, or the step that failed and its errno.
struct spawned {
  int pid = 0;
  spawn_step failed = spawn_step::fork;
  int error = 0;
};

/// Starts `command` in a session and process group of its own, with default signals, no descriptor
/// but its pipes, and a death signal tied to the calling thread. Returns when the program runs or
/// could not be run. Thread rule: for a process with one thread (it forks).
spawned spawn_child(const child_command& command, const child_pipes& pipes);

} // namespace gatehouse
