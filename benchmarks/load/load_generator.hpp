#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gatehouse {

/// What is asked, and what a good answer is.
struct load_target {
  std::uint16_t port = 0;
  /// Returns the bytes of the `number`-th request of a connection.
  std::function<std::string(std::size_t connection, std::uint64_t number)> request;
  std::function<bool(std::size_t connection, std::uint64_t number, std::string_view body)> is_good;
  /// Whether a body says that more was asked at once than the server admits; may be empty.
  std::function<bool(std::string_view body)> is_refused{};
};

struct load_result {
  std::uint64_t answers = 0; ///< good ones
  std::uint64_t bad = 0;     ///< wrong status or body, and connections that broke
  std::string first_bad;     ///< status and body of the first one that was bad
  std::uint64_t refused = 0; ///< 503
  double seconds = 0;
  double p50_us = 0;
  double p99_us = 0;
  double p999_us = 0;

  double rate() const { return seconds > 0 ? static_cast<double>(answers) / seconds : 0; }
};

/// Keeps one request in flight on each of `connections` keep-alive sockets for `duration`, from one
/// thread, and checks every answer. A closed loop: a slow server is asked less, so its latencies
/// are those of so many clients, not of an open crowd.
load_result run_load(const load_target& target, std::size_t connections,
                     std::chrono::milliseconds duration);

} // namespace gatehouse
