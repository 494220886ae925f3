#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

class gateway;
class io_loop;

struct server_options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8750;        ///< 0: any free one
  std::vector<std::string> origins; ///< browser origins that may call, e.g. https://app.example
  std::vector<std::string> hosts; ///< Host values accepted besides the listen address and loopback
  std::string public_url;         ///< what clients dial, e.g. behind a proxy; empty: by Host
  std::size_t body_bytes_max = limits::body_bytes_max;
  std::size_t in_flight_max = limits::in_flight_max;
};

/// The HTTP/1.1 server: listener, keep-alive connections, bounds, admission, the route table.
///
/// Thread rule: start and stop from any thread; all else happens on the loop.
/// Ownership: loop and gateway must outlive it.
/// Errors: `io_failed` (the address cannot be bound: why).
class http_server {
public:
  static outcome<std::unique_ptr<http_server>> start(io_loop& loop, gateway& gate,
                                                     server_options options);
  virtual ~http_server() = default;

  virtual std::uint16_t port() const = 0;
  /// Stops accepting, lets requests in flight end within `grace`, closes all.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

} // namespace gatehouse
