#include "http/mcp/media_types.hpp"

#include "http/ascii_case.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

std::string_view trim(std::string_view text) {
  const auto start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos)
    return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

/// Cuts the part up to `separator` off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trim(part);
}

/// Returns whether the parameters of a media range weigh it with zero: "not this one".
bool weighs_nothing(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = lower_case(take(parameters, ';'));
    if (parameter.starts_with("q=") && parameter.find_first_not_of("0.", 2) == std::string::npos)
      return true;
  }
  return false;
}

struct acceptance {
  bool json = false;
  bool events = false;
};

acceptance read_accept(std::string_view accept) {
  if (trim(accept).empty())
    return {true, true};
  acceptance found;
  while (!accept.empty()) {
    auto range = take(accept, ',');
    const auto type = lower_case(take(range, ';'));
    if (weighs_nothing(range))
      continue;
    found.json =
        found.json || type == "*/*" || type == "application/*" || type == "application/json";
    found.events = found.events || type == "*/*" || type == "text/*" || type == "text/event-stream";
  }
  return found;
}

} // namespace

bool is_json(std::string_view content_type) {
  return lower_case(take(content_type, ';')) == "application/json";
}

bool accepts_answers(std::string_view accept) {
  const auto found = read_accept(accept);
  return found.json || found.events;
}

bool accepts_events(std::string_view accept) {
  return read_accept(accept).events;
}

bool wants_event_stream(std::string_view accept) {
  const auto found = read_accept(accept);
  return found.events && !found.json;
}

http_response event_stream_head() {
  return {200,
          "text/event-stream",
          {},
          {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}},
          {}};
}

} // namespace gatehouse
