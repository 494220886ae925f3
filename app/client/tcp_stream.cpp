#include "app/client/tcp_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

failure broken(std::string_view step, int error) {
  return {errc::io_failed, std::string{step} + ": " + std::generic_category().message(error) + "."};
}

/// Waits for `events`; returns 0 when `until` has passed.
int wait_for(int fd, short events, tcp_stream::clock::time_point until) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - tcp_stream::clock::now());
    pollfd one{fd, events, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(std::max(left, 0ms).count()));
    if (ready >= 0 || errno != EINTR)
      return ready;
  }
}

/// Returns a connected socket, or the negative errno.
int connect_to(const addrinfo& address, tcp_stream::clock::time_point until) {
  const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -errno;
  int error = ::connect(fd, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    socklen_t size = sizeof error;
    if (wait_for(fd, POLLOUT, until) <= 0)
      error = ETIMEDOUT;
    else
      ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  }
  if (error == 0)
    return fd;
  ::close(fd);
  return -error;
}

} // namespace

outcome<tcp_stream> tcp_stream::dial(const std::string& host, const std::string& port,
                                     clock::time_point until) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (int error = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); error != 0)
    return failure{errc::io_failed, "'" + host + "': " + ::gai_strerror(error) + "."};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
  int result = -EADDRNOTAVAIL;
  for (const auto* one = found; one != nullptr && result < 0; one = one->ai_next)
    result = connect_to(*one, until);
  if (result >= 0)
    return tcp_stream{result};
  auto why = broken("No gateway answers at " + host + ":" + port, -result);
  why.detail += " Start it with 'gatehouse serve', or give --server or GATEHOUSE_URL.";
  return why;
}

tcp_stream::tcp_stream(tcp_stream&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

tcp_stream::~tcp_stream() {
  if (fd_ >= 0)
    ::close(fd_);
}

outcome<nothing> tcp_stream::send(std::string_view bytes, clock::time_point until) {
  while (!bytes.empty()) {
    if (wait_for(fd_, POLLOUT, until) <= 0)
      return failure{errc::deadline_passed, "The request could not be sent in time."};
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR)
      return broken("The connection broke", errno);
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
  }
  return nothing{};
}

outcome<std::string> tcp_stream::receive(clock::time_point until, std::function<void()>& waiting) {
  constexpr std::size_t piece_bytes = 64U << 10U;
  if (waiting && wait_for(fd_, POLLIN, std::min(until, clock::now() + 1s)) == 0)
    std::exchange(waiting, nullptr)();
  if (wait_for(fd_, POLLIN, until) <= 0)
    return failure{errc::deadline_passed, "The gateway accepted the request and fell silent."};
  std::string piece(piece_bytes, '\0');
  const auto got = ::recv(fd_, piece.data(), piece.size(), 0);
  if (got < 0)
    return broken("The connection broke", errno);
  piece.resize(static_cast<std::size_t>(got));
  return piece;
}

} // namespace gatehouse
