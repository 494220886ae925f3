#include "actors/upstream/sse_parser.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace gatehouse {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::size_t id_bytes_max = 1024; ///< a longer one is not kept: it goes into a header
constexpr std::chrono::milliseconds retry_max = std::chrono::hours{1};

bool fits_a_header(std::string_view id) {
  return id.size() <= id_bytes_max &&
         std::all_of(id.begin(), id.end(), [](char c) { return c >= ' ' && c != '\x7f'; });
}

} // namespace

bool sse_parser::feed(std::string_view bytes, std::vector<sse_event>& out) {
  while (!bytes.empty()) {
    if (after_return_ && bytes.front() == '\n')
      bytes.remove_prefix(1);
    after_return_ = false;
    const auto end = bytes.find_first_of("\r\n");
    line_.append(bytes.substr(0, end));
    if (line_.size() + event_.data.size() + event_.type.size() > bytes_max_)
      return false;
    if (end == std::string_view::npos)
      break;
    after_return_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    end_line(out);
  }
  return true;
}

void sse_parser::end_line(std::vector<sse_event>& out) {
  std::string_view line{line_};
  if (first_line_ && line.starts_with(byte_order_mark))
    line.remove_prefix(byte_order_mark.size());
  first_line_ = false;
  if (line.empty())
    dispatch(out);
  else if (const auto colon = line.find(':'); colon != 0) { // else a comment
    auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
    if (value.starts_with(' '))
      value.remove_prefix(1);
    field(line.substr(0, colon), value);
  }
  line_.clear();
}

void sse_parser::field(std::string_view name, std::string_view value) {
  if (name == "data") {
    if (has_data_)
      event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  } else if (name == "event") {
    event_.type = value;
  } else if (name == "id") {
    if (fits_a_header(value))
      id_ = value;
  } else if (name == "retry") {
    std::int64_t number = 0;
    const auto* end = value.data() + value.size();
    auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error == std::errc{} && stop == end && number >= 0)
      retry_ = std::min(std::chrono::milliseconds{number}, retry_max);
  }
}

void sse_parser::dispatch(std::vector<sse_event>& out) {
  last_id_ = id_;
  if (has_data_)
    out.push_back(std::move(event_));
  event_ = {};
  has_data_ = false;
}

} // namespace gatehouse
