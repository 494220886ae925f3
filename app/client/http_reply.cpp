#include "app/client/http_client.hpp"

#include <algorithm>
#include <charconv>

namespace gatehouse {

namespace {

const failure broken{errc::io_failed, "The reply is cut off or is not HTTP."};

std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find("\r\n");
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  return line;
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t'))
    text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t'))
    text.remove_suffix(1);
  return text;
}

template <class Number> bool read_number(std::string_view text, Number& value, int base) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc{} && end == text.data() + text.size();
}

outcome<std::string> joined_chunks(std::string_view rest) {
  std::string body;
  for (;;) {
    const auto line = take_line(rest);
    std::size_t size = 0;
    if (!read_number(line.substr(0, line.find(';')), size, 16) || size > rest.size())
      return broken;
    if (size == 0)
      return body;
    body.append(rest.substr(0, size));
    rest.remove_prefix(size);
    if (!take_line(rest).empty())
      return broken;
  }
}

} // namespace

std::string gate_reply::header(const std::string& name) const {
  auto found = headers.find(name);
  return found == headers.end() ? std::string{} : found->second;
}

outcome<gate_reply> parse_reply(std::string_view bytes) {
  constexpr std::size_t status_at = 9; // after "HTTP/1.1 "
  const auto head_end = bytes.find("\r\n\r\n");
  if (!bytes.starts_with("HTTP/1.") || head_end == std::string_view::npos)
    return broken;
  auto head = bytes.substr(0, head_end + 2);
  const auto body = bytes.substr(head_end + 4);
  gate_reply reply;
  const auto first = take_line(head);
  if (first.size() < status_at + 3 || !read_number(first.substr(status_at, 3), reply.status, 10))
    return broken;
  while (!head.empty()) {
    const auto line = take_line(head);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
      return broken;
    reply.headers[lower(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
  }
  if (lower(reply.header("transfer-encoding")) == "chunked") {
    auto joined = joined_chunks(body);
    if (!joined)
      return joined.error();
    reply.body = *std::move(joined);
    return reply;
  }
  std::size_t length = body.size();
  const auto given = reply.header("content-length");
  if (!given.empty() && (!read_number(std::string_view{given}, length, 10) || length > body.size()))
    return broken;
  reply.body = body.substr(0, length);
  return reply;
}

} // namespace gatehouse
