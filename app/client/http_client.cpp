#include "app/client/http_client.hpp"

#include "app/client/chunk_reader.hpp"
#include "app/client/tcp_stream.hpp"
#include "events/core/limits.hpp"

#include <optional>

namespace gatehouse {

namespace {

constexpr int success = 200;
constexpr std::string_view head_end = "\r\n\r\n";

std::string head_of(const http_url& to, const gate_request& request) {
  std::string head = request.method + " " + (request.path.empty() ? "/" : request.path) +
                     " HTTP/1.1\r\nHost: " + to.authority + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : request.headers)
    head += name + ": " + value + "\r\n";
  if (!request.body.empty() || request.method == "POST")
    head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return head + "\r\n";
}

} // namespace

outcome<gate_reply> stream_http(const http_url& to, const gate_request& request,
                                const client_patience& patience, std::chrono::milliseconds silence,
                                const std::function<bool(std::string_view)>& hear) {
  using clock = tcp_stream::clock;
  auto stream = tcp_stream::dial(to.host, to.port, clock::now() + patience.connect);
  if (!stream)
    return stream.error();
  if (auto sent = stream->send(head_of(to, request), clock::now() + patience.connect); !sent)
    return sent.error();
  std::function<void()> waiting;
  std::string bytes;
  std::optional<chunk_reader> body;
  for (;;) {
    auto piece = stream->receive(clock::now() + silence, waiting);
    if (!piece)
      return piece.error();
    if (piece->empty())
      return body ? gate_reply{success, {}, {}} : parse_reply(bytes);
    bytes += *piece;
    if (bytes.size() > limits::client_reply_bytes_max)
      return failure{errc::too_large, "The reply is larger than this client takes."};
    const auto end = bytes.find(head_end);
    if (!body && (end == std::string::npos || !bytes.starts_with("HTTP/1.1 200 ")))
      continue;
    if (!body) {
      body.emplace();
      bytes.erase(0, end + head_end.size());
    }
    const auto part = body->feed(bytes);
    bytes.clear();
    if (!part)
      return failure{errc::io_failed, "The reply is not in chunks."};
    if (!hear(*part) || body->ended())
      return gate_reply{success, {}, {}};
  }
}

outcome<gate_reply> send_http(const http_url& to, const gate_request& request,
                              const client_patience& patience) {
  const auto now = tcp_stream::clock::now();
  auto stream = tcp_stream::dial(to.host, to.port, now + patience.connect);
  if (!stream)
    return stream.error();
  const auto until = now + patience.answer;
  if (auto sent = stream->send(head_of(to, request) + request.body, until); !sent)
    return sent.error();
  auto waiting = patience.waiting;
  std::string bytes;
  for (;;) {
    auto piece = stream->receive(until, waiting);
    if (!piece)
      return piece.error();
    bytes += *piece;
    if (bytes.size() > limits::client_reply_bytes_max)
      return failure{errc::too_large, "The reply is larger than this client takes."};
    if (piece->empty())
      break;
  }
  return parse_reply(bytes);
}

} // namespace gatehouse
