#include "http/mcp/server_events.hpp"

#include <algorithm>

namespace gatehouse {

std::string as_event(std::string_view json, std::string_view id) {
  std::string event;
  event.reserve(json.size() + id.size() + 64);
  if (!id.empty())
    event.append("id: ").append(id).append("\n");
  event += "event: message\n";
  while (!json.empty()) {
    const auto end = std::min(json.find_first_of("\r\n"), json.size());
    event.append("data: ").append(json.substr(0, end)).append("\n");
    json.remove_prefix(std::min(end + 1, json.size()));
  }
  event += '\n';
  return event;
}

std::string priming_event(std::string_view id, std::chrono::milliseconds retry) {
  std::string event{"id: "};
  event.append(id).append("\nretry: ").append(std::to_string(retry.count()));
  return event.append("\ndata:\n\n");
}

} // namespace gatehouse
