#pragma once

#include "tests/campaign/child_program.hpp"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace gatehouse {

/// Returns the path of the program under test.
std::string gatehouse_binary();

/// The folders of one instance and the file its log lines go to.
struct gateway_place {
  std::string data;
  std::string keys; ///< empty: the default, beside the data folder
  std::string log;
  std::string listen = "127.0.0.1:0";
  std::string mark; ///< in the environment of the server and of all that it starts
  std::map<std::string, std::string> environment{}; ///< more of it, for the server alone

  std::string keys_folder() const { return keys.empty() ? data + ".keys" : keys; }
};

/// `gatehouse serve` on a free port.
class gateway_process {
public:
  /// Starts it and does not wait.
  explicit gateway_process(const gateway_place& at);
  /// The test fails if it has ended by itself and nobody has waited for that.
  ~gateway_process();
  gateway_process(const gateway_process&) = delete;
  gateway_process& operator=(const gateway_process&) = delete;

  /// Waits for the greeting; returns whether it serves. If not, it has ended or is about to.
  bool serves();

  std::uint16_t port() const noexcept { return port_; }

  /// Returns what was written to the standard output so far.
  const std::string& output() const noexcept { return output_; }

  int pid() const noexcept { return program_.pid(); }

  /// Ends it at once, as a crash does; its children are not told.
  void kill();
  /// Lets it be killed by others, or by what it was started with, for some time; returns whether
  /// it was, else it goes on. The test fails if it ended in another way.
  bool is_killed_within(std::chrono::milliseconds time);
  /// Asks it to end; returns the exit code.
  int stop();

  /// Asks it to end and does not wait.
  void ask_to_stop() const { program_.send_signal(SIGTERM); }

  /// Waits for it to end by itself; returns the exit code, or minus the signal that ended it.
  int wait();

private:
  child_program program_;
  bool may_end_ = false;
  std::string output_;
  std::uint16_t port_ = 0;
};

} // namespace gatehouse
