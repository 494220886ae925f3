#include "http/net.hpp"

#include "actors/upstream/io_loop.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <span>
#include <vector>

namespace gatehouse {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto accept_retry_delay = std::chrono::milliseconds{100};

asio::io_context& context_of(io_loop& loop) {
  return *static_cast<asio::io_context*>(loop.native());
}

class asio_socket final : public tcp_socket {
public:
  explicit asio_socket(tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(tcp::no_delay{true}, ignored);
    socket_.non_blocking(true, ignored);
  }

  void receive(std::shared_ptr<socket_user> user) override {
    socket_.async_wait(tcp::socket::wait_read,
                       [this, user = std::move(user)](error_code error) mutable {
                         error ? user->on_receive_end(true) : take_received(std::move(user));
                       });
  }

  void send(std::shared_ptr<socket_user> user, std::vector<std::string> parts) override {
    parts_ = std::move(parts);
    buffers_.clear();
    for (const auto& part : parts_)
      buffers_.push_back(asio::buffer(part));
    asio::async_write(socket_, std::span<const asio::const_buffer>{buffers_},
                      [this, user = std::move(user)](error_code error, std::size_t) {
                        parts_.clear();
                        user->on_sent(!error);
                      });
  }

  void send_now(std::string_view bytes) override {
    error_code ignored;
    socket_.write_some(asio::buffer(bytes), ignored);
  }

  void end_sending() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }

  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }

private:
  // All connections of the thread share one buffer: thousands of them are silent most of the time.
  void take_received(std::shared_ptr<socket_user> user) {
    static thread_local std::array<char, 16 * 1024> incoming;
    error_code error;
    const auto size = socket_.read_some(asio::buffer(incoming), error);
    if (error == asio::error::would_block || error == asio::error::try_again)
      return receive(std::move(user));
    if (error)
      user->on_receive_end(error != asio::error::eof);
    else
      user->on_received({incoming.data(), size});
  }

  tcp::socket socket_;
  std::vector<std::string> parts_; ///< being sent
  std::vector<asio::const_buffer> buffers_;
};

/// Acceptor and timer; shared with their pending operations, which may outlast the listener.
struct listening : std::enable_shared_from_this<listening> {
  explicit listening(asio::io_context& context)
      : acceptor(context), timer(context), pause(context) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
      if (!self->acceptor.is_open())
        return;
      if (error)
        return self->accept_later();
      self->accepted(std::make_unique<asio_socket>(std::move(socket)));
      if (self->acceptor.is_open())
        self->accept();
    });
  }

  // Without a free descriptor accept fails at once, again and again: breathe in between.
  void accept_later() {
    pause.expires_after(accept_retry_delay);
    pause.async_wait([self = shared_from_this()](error_code error) {
      if (!error && self->acceptor.is_open())
        self->accept();
    });
  }

  void wait() {
    timer.expires_after(period);
    timer.async_wait([self = shared_from_this()](error_code error) {
      if (error || self->closed)
        return;
      self->ticked();
      if (!self->closed)
        self->wait();
    });
  }

  tcp::acceptor acceptor;
  asio::steady_timer timer;
  asio::steady_timer pause;
  std::function<void(std::unique_ptr<tcp_socket>)> accepted;
  std::function<void()> ticked;
  std::chrono::milliseconds period{};
  bool closed = false;
};

class asio_listener final : public tcp_listener {
public:
  asio_listener(std::shared_ptr<listening> at, std::uint16_t port)
      : at_(std::move(at)), port_(port) {}

  ~asio_listener() override { close(); }

  std::uint16_t port() const override { return port_; }

  void accept(std::function<void(std::unique_ptr<tcp_socket>)> accepted) override {
    at_->accepted = std::move(accepted);
    at_->accept();
  }

  void tick(std::chrono::milliseconds period, std::function<void()> ticked) override {
    at_->period = period;
    at_->ticked = std::move(ticked);
    at_->wait();
  }

  void stop_accepting() override {
    error_code ignored;
    at_->acceptor.close(ignored);
    at_->pause.cancel();
  }

  void close() override {
    stop_accepting();
    at_->closed = true;
    at_->timer.cancel();
  }

private:
  std::shared_ptr<listening> at_;
  std::uint16_t port_;
};

failure cannot_listen(const std::string& address, std::uint16_t port, const error_code& error) {
  return {errc::io_failed,
          "Cannot listen on " + address + " port " + std::to_string(port) + ": " + error.message()};
}

} // namespace

outcome<std::unique_ptr<tcp_listener>> tcp_listener::open(io_loop& loop, const std::string& address,
                                                          std::uint16_t port) {
  error_code error;
  const auto literal =
      asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
  if (error)
    return cannot_listen(address, port, error);
  auto at = std::make_shared<listening>(context_of(loop));
  const tcp::endpoint endpoint{literal, port};
  auto& acceptor = at->acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error)
    acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error)
    acceptor.bind(endpoint, error);
  if (!error)
    acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error)
    return cannot_listen(address, port, error);
  const auto bound = acceptor.local_endpoint(error).port();
  return std::unique_ptr<tcp_listener>{std::make_unique<asio_listener>(std::move(at), bound)};
}

bool is_on(io_loop& loop) {
  return context_of(loop).get_executor().running_in_this_thread();
}

} // namespace gatehouse
