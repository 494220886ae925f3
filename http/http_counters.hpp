#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace gatehouse {

/// What the HTTP server counts. Thread rule: on the I/O loop only.
struct http_counters {
  static constexpr std::array<double, 12> bucket_seconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                         0.1,   0.25,   0.5,   1,    5,     30};

  std::map<int, std::uint64_t> responses; ///< by status
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0; ///< over limits::connections_max
  std::uint64_t connections_open = 0;
  std::uint64_t in_flight = 0;   ///< requests that wait for their answer
  std::uint64_t watches = 0;     ///< open event streams of clients that listen
  std::uint64_t streams_cut = 0; ///< ended because the client took too little
  std::uint64_t disconnects = 0;
  std::uint64_t unfinished_bytes = 0; ///< of requests being read
  std::uint64_t received_bytes = 0;
  std::uint64_t sent_bytes = 0;

  void count_response(int status, std::chrono::nanoseconds taken);

  /// Returns the counters in Prometheus text form (exposition format 0.0.4).
  std::string text() const;

private:
  std::array<std::uint64_t, bucket_seconds.size() + 1> buckets_{}; ///< the last: above all bounds
  std::chrono::nanoseconds taken_{};
};

} // namespace gatehouse
