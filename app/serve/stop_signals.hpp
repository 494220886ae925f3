#pragma once

#include <csignal>

namespace gatehouse {

/// SIGTERM and SIGINT as something to wait for. Made before any thread, so that all inherit the
/// blocked signals; SIGPIPE is ignored and SIGHUP as well, for a server outlives its terminal.
class stop_signals {
public:
  stop_signals();

  /// Blocks until one comes and returns its name. After that a second one ends the process at once.
  const char* wait();

private:
  sigset_t set_{};
};

} // namespace gatehouse
