#include "http/mcp/tool_pages.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

// A cursor is "after-" and the hexadecimal name of the last tool shown.
constexpr std::string_view prefix = "after-";
constexpr std::string_view digits = "0123456789abcdef";

std::string to_cursor(std::string_view name) {
  std::string cursor{prefix};
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    cursor += digits[byte >> 4];
    cursor += digits[byte & 15];
  }
  return cursor;
}

std::optional<std::string> name_of(std::string_view cursor) {
  if (!cursor.starts_with(prefix) || (cursor.size() - prefix.size()) % 2 != 0)
    return {};
  std::string name;
  for (auto at = prefix.size(); at < cursor.size(); at += 2) {
    const auto high = digits.find(cursor[at]);
    const auto low = digits.find(cursor[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos)
      return {};
    name += static_cast<char>(high * 16 + low);
  }
  return name;
}

} // namespace

outcome<std::string> tools_page(const catalog_listing& listing, std::string_view cursor,
                                std::size_t tools_max) {
  auto at = listing.items.begin();
  if (!cursor.empty()) {
    const auto last = name_of(cursor);
    if (!last)
      return failure{errc::invalid_argument, "The cursor is none of this server's."};
    at = std::upper_bound(at, listing.items.end(), *last,
                          [](const std::string& name, const catalog_listing::entry& tool) {
                            return name < tool.name;
                          });
  }
  const auto rest = static_cast<std::size_t>(listing.items.end() - at);
  const auto end = at + static_cast<std::ptrdiff_t>(std::min(rest, tools_max));
  std::string json = R"({"tools":[)";
  for (auto tool = at; tool != end; ++tool)
    json.append(tool == at ? "" : ",").append(tool->json);
  json += ']';
  if (end != listing.items.end())
    json.append(R"(,"nextCursor":")").append(to_cursor((end - 1)->name)).append("\"");
  return json.append("}");
}

} // namespace gatehouse
