#pragma once

#include "actors/upstream/io_loop.hpp"

#include <future>
#include <memory>

namespace gatehouse {

/// Keeps the I/O loop's thread asleep but for its turns, so that it never works beside the test's.
///
/// Ownership: `loop` must outlive it.
class turnstile {
public:
  explicit turnstile(io_loop& loop) : loop_(loop) {
    close();
    reached_.wait();
  }

  turnstile(const turnstile&) = delete;
  turnstile& operator=(const turnstile&) = delete;

  ~turnstile() { release_->set_value(); }

  /// Lets the loop do what is posted by now, and waits for it.
  void turn() {
    auto before = release_;
    close();
    before->set_value();
    reached_.wait();
  }

private:
  void close() {
    auto reached = std::make_shared<std::promise<void>>();
    reached_ = reached->get_future();
    release_ = std::make_shared<std::promise<void>>();
    loop_.post([reached, released = release_] {
      auto signal = released->get_future();
      reached->set_value();
      signal.wait();
    });
  }

  io_loop& loop_;
  std::future<void> reached_;
  std::shared_ptr<std::promise<void>> release_;
};

} // namespace gatehouse
