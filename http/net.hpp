#pragma once

#include "events/core/outcome.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

class io_loop;

/// Whoever owns a socket and hears of it. One call per operation started, later, on the loop.
class socket_user {
public:
  virtual ~socket_user() = default;

  virtual void on_received(std::string_view bytes) = 0;
  /// The peer will send no more: it closed its side, or the connection is broken.
  virtual void on_receive_end(bool broken) = 0;
  virtual void on_sent(bool good) = 0;
};

/// One accepted TCP connection.
///
/// Thread rule: on the loop only. At most one receive and one send at a time.
/// Ownership: an operation keeps its user alive; the user owns the socket.
class tcp_socket {
public:
  virtual ~tcp_socket() = default;

  virtual void receive(std::shared_ptr<socket_user> user) = 0;
  /// Sends `parts` one after the other.
  virtual void send(std::shared_ptr<socket_user> user, std::vector<std::string> parts) = 0;
  /// Sends what fits without waiting; for a few bytes nobody waits for.
  virtual void send_now(std::string_view bytes) = 0;
  /// Tells the peer that nothing more will come.
  virtual void end_sending() = 0;
  virtual void close() = 0;
};

/// A listening socket and a clock tick, both on the loop.
///
/// Thread rule: open() from any thread, everything else on the loop. The loop must outlive it.
class tcp_listener {
public:
  /// Binds and listens; `address` is a literal. Errors: `io_failed`.
  static outcome<std::unique_ptr<tcp_listener>> open(io_loop& loop, const std::string& address,
                                                     std::uint16_t port);
  virtual ~tcp_listener() = default;

  virtual std::uint16_t port() const = 0;
  virtual void accept(std::function<void(std::unique_ptr<tcp_socket>)> accepted) = 0;
  virtual void tick(std::chrono::milliseconds period, std::function<void()> ticked) = 0;
  virtual void stop_accepting() = 0;
  /// Ends the tick as well.
  virtual void close() = 0;
};

/// Returns whether the calling thread is the loop's.
bool is_on(io_loop& loop);

} // namespace gatehouse
