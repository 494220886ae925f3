#pragma once

#include "actors/upstream/asio_forward.hpp"
#include "actors/upstream/child_guard.hpp"

#include <memory>
#include <string>

namespace gatehouse {

/// The gateway's side of the guard: sends it requests, hands out what it reports, and starts a new
/// one when it is gone.
///
/// Thread rule: launch() before use from any thread; everything else on the loop's thread.
class guard_link : public std::enable_shared_from_this<guard_link> {
public:
  guard_link(boost::asio::io_context& context, std::string binary);
  ~guard_link();
  guard_link(const guard_link&) = delete;
  guard_link& operator=(const guard_link&) = delete;

  /// Starts the guard process. Errors: `io_failed`.
  outcome<nothing> launch();
  void spawn(child_command command, std::function<void(outcome<child_process>)> started,
             std::function<void(std::string)> exited);
  void end(int group);
  /// Lets the guard end every child and itself, and waits for it; no callback runs any more.
  void shut();

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace gatehouse
