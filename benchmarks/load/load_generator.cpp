#include "benchmarks/load/load_generator.hpp"

#include "benchmarks/load/http_message.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace gatehouse {

namespace {

using load_clock = std::chrono::steady_clock;

/// How long answers may be late after the last request was sent.
constexpr std::chrono::seconds drain_patience{10};

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    std::perror("connect");
    std::abort();
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

/// All connections of one run.
class load_run {
public:
  load_run(const load_target& target, std::size_t connections)
      : target_(target), poll_(::epoll_create1(EPOLL_CLOEXEC)), clients_(connections) {
    for (std::size_t at = 0; at < connections; ++at) {
      clients_[at].fd = connect_to(target.port);
      epoll_event event{EPOLLIN, {}};
      event.data.u64 = at;
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, clients_[at].fd, &event);
    }
  }

  ~load_run() {
    for (const auto& one : clients_)
      ::close(one.fd);
    ::close(poll_);
  }

  load_run(const load_run&) = delete;
  load_run& operator=(const load_run&) = delete;

  load_result run(std::chrono::milliseconds duration) {
    const auto start = load_clock::now();
    stop_at_ = start + duration;
    for (std::size_t at = 0; at < clients_.size(); ++at)
      ask(at);
    while (running_ > 0 && load_clock::now() < stop_at_ + drain_patience)
      turn();
    result_.bad += running_;
    if (running_ > 0 && result_.first_bad.empty())
      result_.first_bad = std::to_string(running_) + " without an answer";
    result_.seconds = std::chrono::duration<double>(load_clock::now() - start).count();
    result_.p50_us = percentile(0.50);
    result_.p99_us = percentile(0.99);
    result_.p999_us = percentile(0.999);
    return result_;
  }

private:
  struct client {
    int fd = -1;
    std::uint64_t number = 0;
    std::string unread;
    load_clock::time_point sent;
  };

  void ask(std::size_t at) {
    auto& one = clients_[at];
    const auto request = target_.request(at, ++one.number);
    one.sent = load_clock::now();
    ++running_;
    const auto sent = ::send(one.fd, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(request.size()))
      lose(at);
  }

  void turn() {
    std::array<epoll_event, 256> events;
    const int ready = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 100);
    for (int one = 0; one < ready; ++one)
      read(events[static_cast<std::size_t>(one)].data.u64);
  }

  void read(std::size_t at) {
    auto& one = clients_[at];
    std::array<char, 16384> bytes;
    const auto size = ::recv(one.fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size <= 0)
      return lose(at);
    one.unread.append(bytes.data(), static_cast<std::size_t>(size));
    const auto reply = read_http_message(one.unread);
    if (!reply)
      return;
    const auto now = load_clock::now();
    count(at, *reply, now - one.sent);
    one.unread.erase(0, reply->size);
    --running_;
    if (now < stop_at_)
      ask(at);
  }

  void count(std::size_t at, const http_message& reply, load_clock::duration took) {
    constexpr int service_unavailable = 503;
    const int status = reply.status();
    if (status == service_unavailable) {
      ++result_.refused;
      return;
    }
    const bool good = status == 200 && target_.is_good(at, clients_[at].number, reply.body);
    good ? ++result_.answers : ++result_.bad;
    if (!good && result_.first_bad.empty())
      result_.first_bad = std::to_string(status) + " " + reply.body;
    latencies_us_.push_back(static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  }

  void lose(std::size_t at) {
    ::epoll_ctl(poll_, EPOLL_CTL_DEL, clients_[at].fd, nullptr);
    ++result_.bad;
    if (result_.first_bad.empty())
      result_.first_bad = "a connection was closed";
    --running_;
  }

  double percentile(double part) {
    if (latencies_us_.empty())
      return 0;
    const auto place =
        static_cast<std::ptrdiff_t>(part * static_cast<double>(latencies_us_.size() - 1));
    std::nth_element(latencies_us_.begin(), latencies_us_.begin() + place, latencies_us_.end());
    return latencies_us_[static_cast<std::size_t>(place)];
  }

  const load_target& target_;
  int poll_;
  std::vector<client> clients_;
  std::vector<std::uint32_t> latencies_us_;
  load_result result_;
  std::size_t running_ = 0;
  load_clock::time_point stop_at_;
};

} // namespace

load_result run_load(const load_target& target, std::size_t connections,
                     std::chrono::milliseconds duration) {
  return load_run{target, connections}.run(duration);
}

} // namespace gatehouse
