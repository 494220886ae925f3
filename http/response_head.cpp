#include "http/response_head.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse {

namespace {

std::string_view reason_of(int status) {
  struct phrase {
    int status;
    std::string_view text;
  };

  static constexpr auto phrases = std::to_array<phrase>({
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {499, "Client Closed Request"},
      {500, "Internal Server Error"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  });
  const auto* found = std::find_if(phrases.begin(), phrases.end(),
                                   [&](const phrase& one) { return one.status == status; });
  return found == phrases.end() ? "Unknown" : found->text;
}

/// Returns the Date header's value (RFC 9110, 5.6.7), written anew once a second.
const std::string& http_date(std::time_t now) {
  static thread_local std::time_t written = -1;
  static thread_local std::string text;
  if (written == now)
    return text;
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> buffer{};
  const auto size =
      std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  text.assign(buffer.data(), size);
  written = now;
  return text;
}

bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

void add(std::string& head, std::string_view name, std::string_view value) {
  if (is_plain(name) && is_plain(value))
    head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

std::string response_head(const http_response& response, const response_frame& frame) {
  std::string head;
  head.reserve(384);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(reason_of(response.status)).append("\r\n");
  add(head, "Date", http_date(frame.now));
  add(head, "X-Content-Type-Options", "nosniff");
  if (!response.content_type.empty())
    add(head, "Content-Type", response.content_type);
  if (frame.end == body_end::chunked)
    add(head, "Transfer-Encoding", "chunked");
  else if (frame.end == body_end::announced && response.status != 204)
    add(head, "Content-Length", std::to_string(response.body.size()));
  if (!frame.keep_alive)
    add(head, "Connection", "close");
  for (const auto& [name, value] : response.headers)
    add(head, name, value);
  head.append("\r\n");
  return head;
}

} // namespace gatehouse
