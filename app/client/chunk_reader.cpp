#include "app/client/chunk_reader.hpp"

#include "events/core/limits.hpp"

#include <charconv>

namespace gatehouse {

std::optional<std::string> chunk_reader::feed(std::string_view bytes) {
  constexpr std::string_view line_end = "\r\n";
  constexpr int hexadecimal = 16;
  rest_ += bytes;
  std::string body;
  for (;;) {
    const auto end = rest_.find(line_end);
    if (ended_ || end == std::string::npos)
      return body;
    std::size_t size = 0;
    auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + end, size, hexadecimal);
    if (error != std::errc{} || size > limits::client_reply_bytes_max)
      return std::nullopt;
    const auto begin = end + line_end.size();
    if (rest_.size() < begin + size + line_end.size())
      return body;
    ended_ = size == 0;
    body.append(rest_, begin, size);
    rest_.erase(0, begin + size + line_end.size());
  }
}

} // namespace gatehouse
