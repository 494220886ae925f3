#pragma once

#include "actors/upstream/asio_forward.hpp"

#include <memory>
#include <optional>

namespace gatehouse {

/// Sockets to one server, kept after an answer for the next request; the latest is taken first.
///
/// Thread rule: on the loop's thread only.
/// Bounds: limits::running_per_connection_max, limits::upstream_idle_timeout.
class idle_sockets {
public:
  static std::shared_ptr<idle_sockets> make(boost::asio::io_context& loop);

  virtual ~idle_sockets() = default;

  virtual void put(tcp_socket socket) = 0;
  /// Returns one that is open and on which nothing unasked for has arrived.
  virtual std::optional<tcp_socket> take() = 0;
};

} // namespace gatehouse
