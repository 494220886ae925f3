#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "http/routes.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
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
  std::size_t connections_max = limits::connections_max;
  std::size_t watches_max = limits::watches_max;
  std::size_t stream_buffer_bytes_max = limits::stream_buffer_bytes_max;
  std::size_t unfinished_bytes_max = limits::unfinished_bytes_max;
  std::chrono::milliseconds header_timeout = limits::header_timeout;
  std::chrono::milliseconds idle_timeout = limits::idle_socket_timeout;
  std::chrono::milliseconds linger_timeout = limits::linger_timeout;
  std::chrono::milliseconds stream_keep_alive = limits::stream_keep_alive;
  std::function<void(std::string_view)> log; ///< called on the loop; never with a secret
};

/// The HTTP/1.1 server: listener, keep-alive connections, bounds, admission, the route table.
///
/// Thread rule: start and stop from any thread; all else happens on the loop.
/// Ownership: loop and gateway must outlive it.
/// Errors: `io_failed` (the address cannot be bound: why).
class http_server {
public:
  static outcome<std::unique_ptr<http_server>>
  start(io_loop& loop, gateway& gate, server_options options,
        const std::vector<route>& table = all_routes());
  virtual ~http_server() = default;

  virtual std::uint16_t port() const = 0;
  /// Stops accepting, lets requests in flight end within `grace`, closes all.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

} // namespace gatehouse
