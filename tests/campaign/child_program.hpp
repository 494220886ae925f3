#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gatehouse {

/// How long a campaign waits for what must come; over it the test fails.
inline constexpr std::chrono::seconds campaign_patience{60};

/// What a child is started with.
struct child_start {
  std::vector<std::string> arguments;             ///< arguments[0] is the program's path
  std::map<std::string, std::string> environment; ///< added to ours
  std::string log = "/dev/null";                  ///< the standard error is appended to it
};

/// A child process of a test with its standard output on a pipe.
///
/// Thread rule: one thread, but send_signal() from any. Ownership: killed and reaped at the end of
/// its life.
class child_program {
public:
  explicit child_program(const child_start& how);
  ~child_program();
  child_program(const child_program&) = delete;
  child_program& operator=(const child_program&) = delete;

  int pid() const noexcept { return pid_; }

  /// Returns the next line of the output without its end; nothing at the end of the output.
  std::optional<std::string> read_line();
  /// Returns the output up to its end.
  std::string read_rest();
  void send_signal(int number) const;
  /// Returns whether it has ended, be it by itself.
  bool has_ended();
  /// Waits for the end for some time; returns whether it has come.
  bool ends_within(std::chrono::milliseconds time);
  /// Waits for the end and returns the exit code, or minus the signal that ended it. After
  /// `campaign_patience` it is killed and the test fails.
  int wait();

private:
  bool fill();
  void note_end(int status);

  int pid_ = -1;
  int output_ = -1;
  std::string unread_;
  std::optional<int> ended_;
};

/// Runs a program to its end; returns its exit code and puts its output into `output`.
int run_program(const child_start& how, std::string* output = nullptr);

/// Returns the living processes whose environment has `mark` in it.
std::set<int> processes_marked(const std::string& mark);

/// Waits until all of `pids` have ended; returns whether they did within `campaign_patience`.
bool all_ended(const std::set<int>& pids);

} // namespace gatehouse
