#include "benchmarks/load/http_message.hpp"

#include <charconv>
#include <strings.h>

namespace gatehouse {

namespace {

constexpr std::string_view line_end = "\r\n";

std::size_t number_in(std::string_view text, int base) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

/// Appends the chunks at the start of `bytes` to `body` (RFC 9112, section 7.1) and returns where
/// they end; nothing while the last one is missing.
std::optional<std::size_t> read_chunks(std::string_view bytes, std::string& body) {
  std::size_t at = 0;
  for (;;) {
    const auto end = bytes.find(line_end, at);
    if (end == std::string_view::npos)
      return std::nullopt;
    const auto size = number_in(bytes.substr(at, end - at), 16);
    at = end + line_end.size() + size + line_end.size();
    if (bytes.size() < at)
      return std::nullopt;
    if (size == 0)
      return at;
    body.append(bytes.substr(end + line_end.size(), size));
  }
}

} // namespace

std::string_view http_message::field(std::string_view name) const {
  for (auto rest = head.substr(head.find(line_end) + line_end.size()); !rest.empty();) {
    const auto line = rest.substr(0, rest.find(line_end));
    rest.remove_prefix(line.size() + line_end.size());
    if (line.size() <= name.size() || line[name.size()] != ':' ||
        ::strncasecmp(line.data(), name.data(), name.size()) != 0)
      continue;
    const auto value = line.substr(name.size() + 1);
    const auto begin = value.find_first_not_of(' ');
    return begin == std::string_view::npos ? std::string_view{} : value.substr(begin);
  }
  return {};
}

int http_message::status() const {
  constexpr std::size_t status_at = 9; // HTTP/1.1 200
  return static_cast<int>(number_in(head.substr(status_at, 3), 10));
}

std::optional<http_message> read_http_message(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos)
    return std::nullopt;
  http_message message{bytes.substr(0, end + line_end.size()), {}, end + 4};
  const auto rest = bytes.substr(message.size);
  if (message.field("Transfer-Encoding") == "chunked") {
    const auto size = read_chunks(rest, message.body);
    message.size += size.value_or(0);
    return size ? std::optional{std::move(message)} : std::nullopt;
  }
  const auto length = number_in(message.field("Content-Length"), 10);
  if (rest.size() < length)
    return std::nullopt;
  message.body = rest.substr(0, length);
  message.size += length;
  return message;
}

} // namespace gatehouse
