#pragma once

#include "events/core/outcome.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace gatehouse {

/// A blocking TCP connection with deadlines.
class tcp_stream {
public:
  using clock = std::chrono::steady_clock;

  /// Tries every address of `host`. Errors: `io_failed`, `deadline_passed`.
  static outcome<tcp_stream> dial(const std::string& host, const std::string& port,
                                  clock::time_point until);

  tcp_stream(tcp_stream&& other) noexcept;
  tcp_stream& operator=(tcp_stream&&) = delete;
  ~tcp_stream();

  outcome<nothing> send(std::string_view bytes, clock::time_point until);
  /// Returns what has arrived, empty at the end. Calls `waiting` once if that takes a second.
  outcome<std::string> receive(clock::time_point until, std::function<void()>& waiting);

private:
  explicit tcp_stream(int fd) : fd_(fd) {}

  int fd_;
};

} // namespace gatehouse
