#pragma once

#include "events/core/outcome.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

class io_loop;

/// What to run: no shell is involved, the environment is exactly `environment`.
struct child_command {
  std::vector<std::string> arguments; ///< arguments[0] is looked up in PATH of `environment`
  std::map<std::string, std::string> environment;
  std::string working_directory; ///< empty: the gateway's own
};

/// A started child: our ends of its pipes, and its process group.
struct child_process {
  int group = 0; ///< process id and process group id
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;
};

/// The guard: a small process that starts every stdio server in a process group of its own, and as
/// their subreaper ends all of them, grandchildren too, when the gateway is gone, however it died.
///
/// Thread rule: all members from any thread; callbacks run on the loop.
/// Ownership: the caller owns the returned descriptors. The destructor ends every child.
/// Errors: `io_failed` (the guard itself), `upstream_unavailable` (the program cannot be run: why).
class child_guard {
public:
  /// Starts the guard process by executing this same binary with the argument `guard_argument`.
  static outcome<std::unique_ptr<child_guard>> start(io_loop& loop, const std::string& binary);

  virtual ~child_guard() = default;

  /// Starts a child; `exited(status text)` is called once when it has ended.
  virtual void spawn(child_command command, std::function<void(outcome<child_process>)> started,
                     std::function<void(std::string)> exited) = 0;
  /// Ends a process group: SIGTERM, and SIGKILL after `limits::child_grace`.
  virtual void end(int group) = 0;
};

/// The hidden first argument that turns the binary into the guard.
inline constexpr const char* guard_argument = "--child-guard";

/// The guard's main function; `control_fd` is its end of the socket pair.
int run_child_guard(int control_fd);

} // namespace gatehouse
