#include "actors/upstream/idle_sockets.hpp"

#include "events/core/limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cerrno>
#include <deque>
#include <sys/socket.h>
#include <utility>

namespace gatehouse {

namespace {

namespace asio = boost::asio;
using error_code = boost::system::error_code;

/// The latest is the last.
class kept_sockets final : public idle_sockets, public std::enable_shared_from_this<kept_sockets> {
public:
  explicit kept_sockets(asio::io_context& loop) : sweeping_(loop) {}

  void put(tcp_socket socket) override {
    if (sockets_.size() == limits::running_per_connection_max)
      sockets_.pop_front();
    sockets_.push_back({std::move(socket), clock::now()});
    sweep();
  }

  std::optional<tcp_socket> take() override {
    drop_old();
    while (!sockets_.empty()) {
      auto socket = std::move(sockets_.back().socket);
      sockets_.pop_back();
      if (is_quiet(socket))
        return socket;
    }
    return std::nullopt;
  }

private:
  using clock = std::chrono::steady_clock;

  struct kept {
    tcp_socket socket;
    clock::time_point since;
  };

  /// Open, and nothing unasked for has arrived.
  static bool is_quiet(tcp_socket& socket) {
    char byte = 0;
    auto got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  void drop_old() {
    const auto oldest = clock::now() - limits::upstream_idle_timeout;
    while (!sockets_.empty() && sockets_.front().since <= oldest)
      sockets_.pop_front();
  }

  void sweep() {
    if (sockets_.empty() || waiting_)
      return;
    waiting_ = true;
    sweeping_.expires_at(sockets_.front().since + limits::upstream_idle_timeout);
    sweeping_.async_wait([weak = weak_from_this()](error_code) {
      if (auto self = weak.lock()) {
        self->waiting_ = false;
        self->drop_old();
        self->sweep();
      }
    });
  }

  std::deque<kept> sockets_;
  asio::steady_timer sweeping_;
  bool waiting_ = false;
};

} // namespace

std::shared_ptr<idle_sockets> idle_sockets::make(asio::io_context& loop) {
  return std::make_shared<kept_sockets>(loop);
}

} // namespace gatehouse
