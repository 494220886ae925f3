// An MCP server over HTTP that costs next to nothing, so that what is measured is the gateway: one
// thread with epoll, no session, every answer one JSON body.
// usage: fast_upstream [--tools N]
// It prints its port on the loopback and serves until it is killed.
#include "benchmarks/load/http_message.hpp"
#include "benchmarks/upstream/rpc_answers.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse {
namespace {

class fast_upstream {
public:
  explicit fast_upstream(std::size_t tools) : answers_(tools), poll_(::epoll_create1(0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, SOMAXCONN) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      std::perror("listen");
      std::exit(1);
    }
    watch(listener_);
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
  }

  [[noreturn]] void serve() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const int ready = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), -1);
      for (int at = 0; at < ready; ++at) {
        const int fd = events[static_cast<std::size_t>(at)].data.fd;
        fd == listener_ ? accept() : read(fd);
      }
    }
  }

private:
  void watch(int fd) {
    epoll_event event{EPOLLIN, {}};
    event.data.fd = fd;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event);
  }

  void accept() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(fd);
  }

  void read(int fd) {
    std::array<char, 65536> bytes;
    const auto size = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    auto& unread = unread_[fd];
    if (size <= 0) {
      unread_.erase(fd);
      ::close(fd);
      return;
    }
    unread.append(bytes.data(), static_cast<std::size_t>(size));
    while (const auto request = read_http_message(unread)) {
      send(fd, *request);
      unread.erase(0, request->size);
    }
  }

  /// Blocks on a client that does not read; those of a benchmark do.
  void send(int fd, const http_message& request) {
    std::string text = "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n";
    if (request.head.starts_with("POST ")) {
      const auto body = answers_.answer(request.body);
      text = body.empty() ? "HTTP/1.1 202 Accepted\r\n" : "HTTP/1.1 200 OK\r\n";
      if (!body.empty())
        text += "Content-Type: application/json\r\n";
      text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    for (std::string_view rest = text; !rest.empty();) {
      const auto sent = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0)
        return;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  rpc_answers answers_;
  int poll_;
  int listener_ = -1;
  std::map<int, std::string> unread_;
};

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  const bool has_tools = count == 3 && std::string_view{words[1]} == "--tools";
  gatehouse::fast_upstream{has_tools ? std::strtoul(words[2], nullptr, 10) : 1}.serve();
}
