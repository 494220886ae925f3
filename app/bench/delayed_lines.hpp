#pragma once

#include <chrono>
#include <condition_variable>
#include <iosfwd>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace gatehouse {

/// Writes lines when their time has come, each whole and at once.
///
/// Thread rule: one thread adds; another one, its own, writes. The destructor waits for the last.
/// Ownership: `out` must outlive it.
class delayed_lines {
public:
  using clock = std::chrono::steady_clock;

  explicit delayed_lines(std::ostream& out);
  ~delayed_lines();
  delayed_lines(const delayed_lines&) = delete;
  delayed_lines& operator=(const delayed_lines&) = delete;

  void add(clock::time_point when, std::string line);

private:
  void run();

  std::ostream& out_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<clock::time_point, std::string> waiting_;
  bool ended_ = false;
  std::thread thread_;
};

} // namespace gatehouse
