#pragma once

#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/upstream_client.hpp"

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

/// How long a test waits for what must happen before it gives up.
inline constexpr std::chrono::seconds patience{30};

/// A loop and a guard, as the gateway has them.
struct upstream_harness {
  upstream_harness();

  io_loop loop;
  std::unique_ptr<child_guard> guard;

  /// Runs `task` on the loop and waits for it.
  void run(const std::function<void()>& task);
};

/// The sample server with its mischief, started from this very program.
upstream_target sample_target();

/// A tools/call as the gateway sends it.
upstream_request tool_call(std::chrono::milliseconds timeout = patience,
                           const std::string& tool = "tool", const std::string& arguments = "{}");

/// The first text of a tool result.
std::string text_of(const upstream_reply& reply);

/// Waits for `value`; a value-initialised one and a test failure when it does not come.
template <class T> T await(std::future<T> value, T fallback) {
  if (value.wait_for(patience) == std::future_status::ready)
    return value.get();
  return fallback;
}

/// An upstream_client driven from the test's thread, with what it reported.
class test_client {
public:
  test_client(upstream_harness& harness, upstream_target target);
  ~test_client();
  test_client(const test_client&) = delete;
  test_client& operator=(const test_client&) = delete;

  outcome<upstream_hello> open();
  /// Begins to open; the future gets the end of it.
  std::future<outcome<upstream_hello>> start_open();
  outcome<std::vector<upstream_item>> list();
  outcome<nothing> ping(std::chrono::milliseconds timeout = patience);
  upstream_reply call(std::string tool, std::string arguments = "{}",
                      std::chrono::milliseconds timeout = patience);

  /// Starts a call; the future gets its reply.
  struct started_call {
    std::uint64_t handle = 0;
    std::shared_future<upstream_reply> reply;
  };

  started_call start(std::string tool, std::string arguments = "{}",
                     std::chrono::milliseconds timeout = patience);
  static upstream_reply reply_of(const started_call& call);

  void cancel(std::uint64_t handle);
  void close();
  /// Destroys the client without close().
  void drop();

  /// Waits for a log line that contains `part`; false if none came.
  bool logged(const std::string& part);
  /// Waits for the `count`th notice of changed tools.
  bool changed(int count);
  /// Waits for on_closed and returns its reason.
  std::optional<std::string> closed();
  int times_closed();

private:
  /// What callbacks write to; they may outlive this object.
  struct record {
    std::mutex mutex;
    std::condition_variable grew;
    std::vector<std::string> log;
    int changes = 0;
    std::vector<std::string> closings;
  };

  template <class Condition> bool wait(Condition holds) {
    std::unique_lock lock{record_->mutex};
    return record_->grew.wait_for(lock, patience, holds);
  }

  upstream_harness& harness_;
  std::shared_ptr<record> record_ = std::make_shared<record>();
  std::shared_ptr<upstream_client> client_;
};

} // namespace gatehouse
