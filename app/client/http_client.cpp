#include "app/client/http_client.hpp"

#include "app/client/tcp_stream.hpp"
#include "events/core/limits.hpp"

namespace gatehouse {

namespace {

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
