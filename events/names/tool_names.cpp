#include "events/names/tool_names.hpp"

#include "events/core/limits.hpp"
#include "events/names/ascii.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gatehouse {

namespace {

constexpr std::string_view separator = "__";

bool is_safe(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

/// Returns whether `c` continues a character of UTF-8 that an earlier byte began.
bool is_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

/// Makes a name of safe characters that starts with a letter. One '-' per character, not per byte.
std::string clean(std::string_view raw, std::string_view fallback) {
  std::string result;
  for (auto c : trimmed(raw))
    if (!is_continuation(c))
      result += is_safe(c) ? c : '-';
  if (result.empty())
    return std::string{fallback};
  if (!is_letter(result.front()))
    result.insert(0, std::string{fallback} + '-');
  return result;
}

/// Returns the places of `names` in byte order of the names.
std::vector<std::size_t> sorted_places(const std::vector<std::string>& names) {
  std::vector<std::size_t> places(names.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
  return places;
}

void sort_by_name(std::vector<named_tool>& tools) {
  std::sort(tools.begin(), tools.end(),
            [](const named_tool& a, const named_tool& b) { return a.name < b.name; });
}

} // namespace

name_allotter::name_allotter(const std::vector<std::string>& reserved)
    : servers_(limits::exposed_server_bytes_max), tools_(limits::exposed_tool_bytes_max) {
  for (const auto& name : reserved)
    tools_.take(name);
}

std::string name_allotter::server(std::string_view raw) {
  return servers_.allot({}, clean(raw, "mcp"));
}

std::string name_allotter::tool(std::string_view server, std::string_view raw) {
  return tools_.allot(std::string{server}.append(separator), clean(raw, "tool"));
}

bool name_allotter::keep(std::string_view raw) {
  return is_bare_name(raw) && tools_.take(raw);
}

std::string name_allotter::bare(std::string_view raw) {
  return tools_.allot({}, clean(raw, "tool"));
}

bool name_allotter::name_space::take(std::string_view name) {
  return taken_.insert(lower(name)).second;
}

std::string name_allotter::name_space::allot(std::string_view prefix, std::string_view base) {
  auto with_suffix = [&](std::string_view suffix) {
    auto fixed = prefix.size() + suffix.size();
    auto room = fixed < bytes_max_ ? bytes_max_ - fixed : 1;
    return std::string{prefix}.append(base.substr(0, room)).append(suffix);
  };
  auto name = with_suffix({});
  if (take(name))
    return name;
  // Without this memory, a server that lists one name n times would cost n * n look-ups.
  auto& next = next_.try_emplace(lower(name), 2).first->second;
  do
    name = with_suffix('-' + std::to_string(next++));
  while (!take(name));
  return name;
}

bool is_bare_name(std::string_view raw) noexcept {
  return !raw.empty() && raw.size() <= limits::bare_tool_bytes_max &&
         std::all_of(raw.begin(), raw.end(), [](char c) { return is_safe(c) || c == '.'; });
}

std::vector<named_tool> name_tools(const std::vector<server_tools>& servers,
                                   const std::vector<std::string>& reserved) {
  name_allotter allotter{reserved};
  std::vector<std::string> server_names;
  server_names.reserve(servers.size());
  for (const auto& server : servers)
    server_names.push_back(allotter.server(server.name));
  std::vector<named_tool> result;
  for (auto server : sorted_places(server_names))
    for (auto tool : sorted_places(servers[server].tools))
      result.push_back(
          {allotter.tool(server_names[server], servers[server].tools[tool]), server, tool});
  sort_by_name(result);
  return result;
}

std::vector<named_tool> name_tools_bare(const std::vector<std::string>& tools,
                                        const std::vector<std::string>& reserved) {
  name_allotter allotter{reserved};
  std::vector<named_tool> result;
  std::vector<std::size_t> rest;
  for (auto tool : sorted_places(tools)) {
    if (allotter.keep(tools[tool]))
      result.push_back({tools[tool], 0, tool});
    else
      rest.push_back(tool);
  }
  for (auto tool : rest)
    result.push_back({allotter.bare(tools[tool]), 0, tool});
  sort_by_name(result);
  return result;
}

} // namespace gatehouse
