#pragma once

#include <chrono>
#include <cstddef>

namespace gatehouse {

/// Counts what a server says unasked, so that a flood of it ends here.
///
/// Bounds: limits::server_messages_max and limits::server_message_bytes_max in each second.
class message_budget {
public:
  using clock = std::chrono::steady_clock;

  /// Says whether one more message of `bytes` is within the budget of this second.
  bool admit(std::size_t bytes, clock::time_point now);

  /// Returns how many were refused until now, and counts anew.
  std::size_t take_refused();

private:
  clock::time_point second_{};
  std::size_t messages_ = 0;
  std::size_t bytes_ = 0;
  std::size_t refused_ = 0;
};

} // namespace gatehouse
