#include "actors/upstream/stdio_lines.hpp"

#include "events/core/limits.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

void strip_carriage_return(std::string& line) {
  if (line.ends_with('\r'))
    line.pop_back();
}

} // namespace

bool message_lines::feed(std::string_view bytes, std::vector<message_line>& out) {
  while (!bytes.empty()) {
    auto end = bytes.find('\n');
    take(bytes.substr(0, end));
    if (skipped_ > limits::upstream_skip_bytes_max)
      return false;
    if (end == std::string_view::npos)
      break;
    finish(out);
    bytes.remove_prefix(end + 1);
  }
  return true;
}

void message_lines::take(std::string_view part) {
  if (skipped_ == 0 && line_.size() + part.size() <= bytes_max_) {
    line_.append(part);
    return;
  }
  if (skipped_ == 0) {
    id_ = {};
    skipped_ = line_.size();
    id_.feed(line_.take());
  }
  id_.feed(part);
  skipped_ += part.size();
}

void message_lines::finish(std::vector<message_line>& out) {
  if (skipped_ > 0)
    out.push_back({{}, true, id_.value()});
  skipped_ = 0;
  auto line = line_.take();
  strip_carriage_return(line);
  if (!line.empty())
    out.push_back({std::move(line), false, std::nullopt});
}

void log_lines::feed(std::string_view bytes, clock::time_point now, std::vector<std::string>& out) {
  while (!bytes.empty()) {
    auto end = bytes.find('\n');
    auto part = bytes.substr(0, end);
    line_.append(part.substr(0, limits::upstream_log_line_bytes_max - line_.size()));
    if (end == std::string_view::npos)
      break;
    finish(now, out);
    bytes.remove_prefix(end + 1);
  }
}

void log_lines::finish(clock::time_point now, std::vector<std::string>& out) {
  strip_carriage_return(line_);
  if (now - second_ >= std::chrono::seconds{1}) {
    if (dropped_ > 0)
      out.push_back("(" + std::to_string(dropped_) + " lines dropped)");
    second_ = now;
    in_second_ = dropped_ = 0;
  }
  if (++in_second_ > limits::upstream_log_lines_max)
    ++dropped_;
  else if (!line_.empty())
    out.push_back(std::move(line_));
  line_.clear();
}

} // namespace gatehouse
