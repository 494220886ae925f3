#include "tests/upstream/scripted_server.hpp"

#include "tests/upstream/upstream_harness.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <netinet/in.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse {

namespace {

/// Reads one request; nothing when the client has closed.
std::optional<http_seen> read_request(int fd, std::string& pending) {
  std::array<char, 65536> bytes;
  auto more = [&] {
    auto got = ::recv(fd, bytes.data(), bytes.size(), 0);
    if (got > 0)
      pending.append(bytes.data(), static_cast<std::size_t>(got));
    return got > 0;
  };
  std::size_t head_end = 0;
  while ((head_end = pending.find("\r\n\r\n")) == std::string::npos)
    if (!more())
      return std::nullopt;
  http_seen seen;
  std::istringstream head{pending.substr(0, head_end)};
  std::string line;
  std::getline(head, line);
  std::istringstream{line} >> seen.method >> seen.target;
  while (std::getline(head, line)) {
    line.erase(std::remove(line.begin(), line.end(), '\r'), line.end());
    auto colon = line.find(':');
    auto name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(std::tolower(c)); });
    seen.headers[name] = line.substr(colon + 2);
  }
  const auto length = static_cast<std::size_t>(std::atoi(seen.header("content-length").c_str()));
  pending.erase(0, head_end + 4);
  while (pending.size() < length)
    if (!more())
      return std::nullopt;
  seen.body = pending.substr(0, length);
  pending.erase(0, length);
  return seen;
}

} // namespace

std::string http_seen::header(const std::string& name) const {
  auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

bool http_wire::write(std::string_view bytes) {
  while (!bytes.empty()) {
    auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void http_wire::answer(int status, const std::string& type, const std::string& body,
                       const std::string& more_headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n" + more_headers;
  if (!type.empty())
    text += "Content-Type: " + type + "\r\n";
  write(text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void http_wire::begin_events(const std::string& more_headers) {
  write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n" +
        more_headers + "\r\n");
}

void http_wire::event(const std::string& text) {
  std::ostringstream size;
  size << std::hex << text.size();
  write(size.str() + "\r\n" + text + "\r\n");
}

void http_wire::end_events() {
  write("0\r\n\r\n");
}

void http_wire::await_close() {
  char byte = 0;
  while (::recv(fd_, &byte, 1, 0) > 0)
    ;
  closing_ = true;
}

scripted_server::scripted_server(script answer) : answer_(std::move(answer)) {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listening_, generic, length) != 0 || ::listen(listening_, 128) != 0 ||
      ::getsockname(listening_, generic, &length) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread{[this] { accept_all(); }};
}

scripted_server::~scripted_server() {
  ::shutdown(listening_, SHUT_RDWR);
  accepting_.join();
  {
    std::lock_guard lock{mutex_};
    for (int fd : sockets_)
      ::shutdown(fd, SHUT_RDWR);
  }
  for (auto& thread : threads_)
    thread.join();
  for (int fd : sockets_)
    ::close(fd);
  ::close(listening_);
}

std::string scripted_server::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

int scripted_server::connections() const {
  std::lock_guard lock{mutex_};
  return static_cast<int>(sockets_.size());
}

std::vector<http_seen> scripted_server::seen() const {
  std::lock_guard lock{mutex_};
  return seen_;
}

std::optional<http_seen>
scripted_server::await_request(const std::function<bool(const http_seen&)>& matches) {
  std::unique_lock lock{mutex_};
  std::optional<http_seen> found;
  grew_.wait_for(lock, patience, [&] {
    auto at = std::find_if(seen_.begin(), seen_.end(), matches);
    if (at != seen_.end())
      found = *at;
    return found.has_value();
  });
  return found;
}

void scripted_server::accept_all() {
  for (int fd = 0; (fd = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    std::lock_guard lock{mutex_};
    sockets_.push_back(fd);
    threads_.emplace_back(
        [this, fd, number = static_cast<int>(sockets_.size())] { serve(fd, number); });
  }
}

void scripted_server::serve(int fd, int number) {
  std::string pending;
  http_wire wire{fd};
  while (!wire.closing()) {
    auto request = read_request(fd, pending);
    if (!request)
      break;
    request->connection = number;
    {
      std::lock_guard lock{mutex_};
      seen_.push_back(*request);
      grew_.notify_all();
    }
    answer_(*request, wire);
  }
  ::shutdown(fd, SHUT_RDWR);
}

} // namespace gatehouse
