#include "actors/upstream/sse_parser.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

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
  auto whole = line_.take();
  if (first_line_ && whole.starts_with(byte_order_mark))
    whole.erase(0, byte_order_mark.size());
  first_line_ = false;
  if (whole.empty())
    return dispatch(out);
  const std::string_view line{whole};
  const auto colon = line.find(':');
  if (colon == 0) // a comment
    return;
  const auto name = line.substr(0, colon);
  auto begin = std::min(name.size() + 1, line.size());
  if (line.substr(begin).starts_with(' '))
    ++begin;
  if (name == "data")
    data(std::move(whole), begin);
  else
    field(name, line.substr(begin));
}

/// Takes what stands behind the first bytes of `line`; most events have one line of data.
void sse_parser::data(std::string line, std::size_t name_bytes) {
  line.erase(0, name_bytes);
  if (std::exchange(has_data_, true))
    event_.data.append(1, '\n').append(line);
  else
    event_.data = std::move(line);
}

void sse_parser::field(std::string_view name, std::string_view value) {
  if (name == "event") {
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
