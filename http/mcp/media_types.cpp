#include "http/mcp/media_types.hpp"

#include "http/ascii_case.hpp"

#include <algorithm>
#include <charconv>
#include <string>

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

constexpr unsigned full_weight = 1000;

/// Returns the weight that the parameters of a media range give it, in thousandths; 0: "not this
/// one". What is no weight counts as none given.
unsigned weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = lower_case(take(parameters, ';'));
    if (!parameter.starts_with("q=") ||
        parameter.find_first_not_of("0123456789.", 2) != std::string::npos)
      continue;
    auto digits = parameter.substr(2, 1);
    digits.append(parameter.substr(std::min<std::size_t>(4, parameter.size()), 3));
    digits.resize(4, '0');
    unsigned weight = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), weight);
    return std::min(weight, full_weight);
  }
  return full_weight;
}

/// What a client reads, and how much it wants each.
struct acceptance {
  unsigned json = 0;
  unsigned events = 0;
  bool events_first = false; ///< named, and not behind JSON
};

acceptance read_accept(std::string_view accept) {
  if (trim(accept).empty())
    return {full_weight, full_weight, false};
  acceptance found;
  while (!accept.empty()) {
    auto range = take(accept, ',');
    const auto type = lower_case(take(range, ';'));
    const auto weight = weight_of(range);
    if (type == "text/event-stream" && found.json == 0)
      found.events_first = weight > 0;
    if (type == "*/*" || type == "application/*" || type == "application/json")
      found.json = std::max(found.json, weight);
    if (type == "*/*" || type == "text/*" || type == "text/event-stream")
      found.events = std::max(found.events, weight);
  }
  return found;
}

} // namespace

bool is_json(std::string_view content_type) {
  return lower_case(take(content_type, ';')) == "application/json";
}

bool accepts_answers(std::string_view accept) {
  const auto found = read_accept(accept);
  return found.json > 0 || found.events > 0;
}

bool accepts_events(std::string_view accept) {
  return read_accept(accept).events > 0;
}

bool prefers_events(std::string_view accept) {
  const auto found = read_accept(accept);
  return found.events > found.json || (found.events == found.json && found.events_first);
}

http_response event_stream_head() {
  return {200,
          "text/event-stream",
          {},
          {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}},
          {}};
}

} // namespace gatehouse
