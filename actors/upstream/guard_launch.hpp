#pragma once

#include "actors/upstream/descriptor.hpp"
#include "events/core/outcome.hpp"

#include <string>

namespace gatehouse {

/// A running guard process and our end of its socket.
struct guard_launch {
  int pid = 0;
  descriptor control;
};

/// Executes `binary` as the guard, in a session of its own, with an empty environment and no
/// descriptor of ours but stderr and its end of the socket. Errors: `io_failed`.
outcome<guard_launch> launch_guard(const std::string& binary);

/// Waits until process `pid`, a child of ours, has ended, at most limits::child_grace, and reaps
/// it.
void await_guard_end(int pid);

} // namespace gatehouse
