#include "http/server.hpp"

#include "actors/upstream/io_loop.hpp"
#include "http/client_connection.hpp"

#include <algorithm>
#include <future>
#include <set>
#include <vector>

namespace gatehouse {

namespace {

constexpr std::string_view full =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n";

/// How often overdue connections are looked for: a quarter of the shortest time that matters.
std::chrono::milliseconds sweep_period(const server_options& options) {
  const auto shortest =
      std::min({options.header_timeout, options.idle_timeout, options.linger_timeout});
  return std::clamp(shortest / 4, std::chrono::milliseconds{5}, std::chrono::milliseconds{1000});
}

/// The server's side on the loop: who is connected, and until when.
class reception : public std::enable_shared_from_this<reception> {
public:
  reception(std::shared_ptr<server_state> state, std::unique_ptr<tcp_listener> listener)
      : state_(std::move(state)), listener_(std::move(listener)) {}

  void start() {
    listener_->accept([self = weak_from_this()](std::unique_ptr<tcp_socket> socket) {
      if (auto here = self.lock())
        here->welcome(std::move(socket));
    });
    listener_->tick(sweep_period(state_->at.options), [self = weak_from_this()] {
      if (auto here = self.lock())
        here->sweep();
    });
  }

  void stop(std::chrono::milliseconds grace, std::function<void()> stopped) {
    state_->stopping = true;
    stopped_ = std::move(stopped);
    end_ = client_connection::clock::now() + grace;
    listener_->stop_accepting();
    for (const auto& one : everyone())
      one->wind_down();
    if (grace.count() == 0)
      close_all();
    check_stopped();
  }

private:
  void welcome(std::unique_ptr<tcp_socket> socket) {
    auto& counters = state_->at.counters;
    if (open_.size() >= state_->at.options.connections_max) {
      ++counters.connections_refused;
      socket->send_now(full);
      socket->end_sending();
      return;
    }
    ++counters.connections_accepted;
    auto one = std::make_shared<client_connection>(
        state_, std::move(socket), [self = weak_from_this()](client_connection& closed) {
          if (auto here = self.lock())
            here->forget(closed);
        });
    open_.insert(one);
    counters.connections_open = open_.size();
    one->start();
  }

  void forget(client_connection& closed) {
    open_.erase(closed.shared_from_this());
    state_->at.counters.connections_open = open_.size();
    check_stopped();
  }

  void sweep() {
    const auto now = client_connection::clock::now();
    for (const auto& one : everyone())
      one->expire(now);
    state_->at.streams.sweep(now);
    if (state_->stopping && now >= end_)
      close_all();
  }

  void close_all() {
    for (const auto& one : everyone())
      one->close();
  }

  void check_stopped() {
    if (!state_->stopping || !open_.empty())
      return;
    listener_->close();
    state_->at.streams.end_all();
    if (auto stopped = std::exchange(stopped_, {}))
      stopped();
  }

  /// Returns the connections of now: what is done to one may make it forgotten.
  std::vector<std::shared_ptr<client_connection>> everyone() const {
    return {open_.begin(), open_.end()};
  }

  std::shared_ptr<server_state> state_;
  std::unique_ptr<tcp_listener> listener_;
  std::set<std::shared_ptr<client_connection>> open_;
  std::function<void()> stopped_;
  client_connection::clock::time_point end_;
};

class beast_server final : public http_server {
public:
  beast_server(io_loop& loop, std::shared_ptr<reception> at, std::uint16_t port)
      : loop_(loop), at_(std::move(at)), port_(port) {}

  ~beast_server() override { stop(std::chrono::milliseconds{0}); }

  std::uint16_t port() const override { return port_; }

  void stop(std::chrono::milliseconds grace) override {
    if (!at_)
      return;
    if (is_on(loop_)) {
      std::exchange(at_, {})->stop(grace, {});
      return;
    }
    // Shared: the thread that fulfils it may still be inside set_value() when the wait is over.
    auto stopped = std::make_shared<std::promise<void>>();
    // The last word is a task of its own, so that nothing of ours is left on the loop's stack.
    loop_.post([&loop = loop_, at = std::exchange(at_, {}), grace, stopped] {
      at->stop(grace, [&loop, at, stopped] { loop.post([stopped] { stopped->set_value(); }); });
    });
    stopped->get_future().wait();
  }

private:
  io_loop& loop_;
  std::shared_ptr<reception> at_;
  std::uint16_t port_;
};

} // namespace

outcome<std::unique_ptr<http_server>> http_server::start(io_loop& loop, gateway& gate,
                                                         server_options options,
                                                         const std::vector<route>& table) {
  auto listener = tcp_listener::open(loop, options.address, options.port);
  if (!listener)
    return listener.error();
  const auto port = (*listener)->port();
  auto state = std::make_shared<server_state>();
  state->gate = &gate;
  state->at.loop = &loop;
  state->routes = std::make_unique<const router>(table, options);
  state->at.options = std::move(options);
  auto at = std::make_shared<reception>(std::move(state), *std::move(listener));
  loop.post([at] { at->start(); });
  return std::unique_ptr<http_server>{std::make_unique<beast_server>(loop, std::move(at), port)};
}

} // namespace gatehouse
