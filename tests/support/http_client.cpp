#include "tests/support/http_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace gatehouse {

namespace {

std::string lower_case(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// Returns the response whose head is `head`, without its body.
http_answer read_head(std::string_view head) {
  http_answer answer;
  answer.status = std::atoi(std::string{head.substr(9, 3)}.c_str());
  auto line = head.find("\r\n");
  while (line != std::string_view::npos) {
    const auto start = line + 2;
    line = head.find("\r\n", start);
    const auto text = head.substr(start, line - start);
    const auto colon = text.find(": ");
    if (colon != std::string_view::npos)
      answer.headers[lower_case(text.substr(0, colon))] = text.substr(colon + 2);
  }
  return answer;
}

} // namespace

http_client::http_client(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    close();
}

http_client::~http_client() {
  close();
}

http_client::http_client(http_client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)),
      events_(std::move(other.events_)) {}

bool http_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void http_client::end_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void http_client::close() {
  if (socket_ >= 0)
    ::close(std::exchange(socket_, -1));
}

bool http_client::fill() {
  std::array<char, 65536> bytes;
  const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (size <= 0)
    return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

bool http_client::fill_to(std::size_t bytes) {
  while (buffer_.size() < bytes)
    if (!fill())
      return false;
  return true;
}

http_answer http_client::receive_head() {
  auto end = buffer_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!fill())
      return {};
    end = buffer_.find("\r\n\r\n");
  }
  auto answer = read_head(std::string_view{buffer_}.substr(0, end + 2));
  buffer_.erase(0, end + 4);
  return answer;
}

std::string http_client::receive_chunk() {
  auto end = buffer_.find("\r\n");
  while (end == std::string::npos) {
    if (!fill())
      return {};
    end = buffer_.find("\r\n");
  }
  const auto size = static_cast<std::size_t>(std::strtoull(buffer_.c_str(), nullptr, 16));
  if (!fill_to(end + 2 + size + 2))
    return {};
  auto chunk = buffer_.substr(end + 2, size);
  buffer_.erase(0, end + 2 + size + 2);
  return chunk;
}

std::string http_client::receive_event() {
  while (events_.find("\n\n") == std::string::npos) {
    const auto chunk = receive_chunk();
    if (chunk.empty())
      return std::exchange(events_, {});
    events_ += chunk;
  }
  const auto size = events_.find("\n\n") + 2;
  auto event = events_.substr(0, size);
  events_.erase(0, size);
  return event;
}

http_answer http_client::receive(std::string_view method) {
  auto answer = receive_head();
  if (answer.status == 0 || method == "HEAD" || answer.status / 100 == 1 || answer.status == 204)
    return answer;
  if (answer.header("transfer-encoding") == "chunked") {
    for (auto chunk = receive_chunk(); !chunk.empty(); chunk = receive_chunk())
      answer.body += chunk;
    return answer;
  }
  const auto size = static_cast<std::size_t>(std::atoll(answer.header("content-length").c_str()));
  if (!fill_to(size))
    return {};
  answer.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return answer;
}

bool http_client::is_closed() {
  std::array<char, 4096> bytes;
  for (;;) {
    const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (size == 0)
      return true;
    if (size < 0)
      return errno != EAGAIN && errno != EWOULDBLOCK;
  }
}

http_answer http_client::request(std::string_view method, std::string_view path,
                                 const std::vector<std::string>& headers, std::string_view body) {
  std::string text;
  text.append(method).append(" ").append(path).append(" HTTP/1.1\r\n");
  const auto names_host = [](const std::string& line) {
    return lower_case(line).starts_with("host:");
  };
  if (std::none_of(headers.begin(), headers.end(), names_host))
    text.append("Host: localhost\r\n");
  for (const auto& line : headers)
    text.append(line).append("\r\n");
  if (!body.empty() || method == "POST")
    text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  text.append("\r\n").append(body);
  send(text);
  return receive(method);
}

} // namespace gatehouse
