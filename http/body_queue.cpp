#include "http/body_queue.hpp"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace gatehouse {

namespace {

constexpr std::size_t joined_bytes_max = 8 * 1024;
constexpr std::string_view last_chunk = "0\r\n\r\n";

std::string chunk_head(std::size_t bytes) {
  std::array<char, 18> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), bytes, 16).ptr;
  return std::string{text.data(), end}.append("\r\n");
}

} // namespace

void body_queue::add(std::string part) {
  if (part.empty())
    return;
  if (!chunked_)
    return append(std::move(part));
  append(chunk_head(part.size()));
  append(std::move(part));
  append("\r\n");
}

void body_queue::end() {
  if (chunked_)
    append(std::string{last_chunk});
}

void body_queue::append(std::string bytes) {
  bytes_ += bytes.size();
  if (!parts_.empty() && parts_.back().size() + bytes.size() <= joined_bytes_max)
    parts_.back() += bytes;
  else
    parts_.push_back(std::move(bytes));
}

std::vector<std::string> body_queue::take() {
  bytes_ = 0;
  return std::exchange(parts_, {});
}

} // namespace gatehouse
