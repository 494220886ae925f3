#include "http/mcp/list_pages.hpp"

#include "http/mcp/rpc_error.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

// A cursor is "after-" and the hexadecimal name of the last item shown.
constexpr std::string_view prefix = "after-";
constexpr std::string_view digits = "0123456789abcdef";

struct list_wording {
  catalog_list what;
  std::string_view method;
  std::string_view member; ///< of the result
};

constexpr std::array<list_wording, 4> lists{{
    {catalog_list::tools, "tools/list", "tools"},
    {catalog_list::prompts, "prompts/list", "prompts"},
    {catalog_list::resources, "resources/list", "resources"},
    {catalog_list::templates, "resources/templates/list", "resourceTemplates"},
}};

std::string_view member_of(catalog_list what) {
  const auto* found = std::find_if(lists.begin(), lists.end(),
                                   [what](const list_wording& one) { return one.what == what; });
  return found->member;
}

std::string to_cursor(std::string_view name) {
  std::string cursor{prefix};
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    cursor += digits[byte >> 4];
    cursor += digits[byte & 15];
  }
  return cursor;
}

std::optional<std::string> name_behind(std::string_view cursor) {
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

std::optional<catalog_list> list_asked_by(std::string_view method) {
  const auto* found = std::find_if(lists.begin(), lists.end(),
                                   [&](const list_wording& one) { return one.method == method; });
  return found == lists.end() ? std::nullopt : std::optional{found->what};
}

outcome<std::optional<std::string>> read_cursor(const std::optional<json_value>& params) {
  const auto asked = params ? params->find("cursor") : std::nullopt;
  if (!asked)
    return std::optional<std::string>{};
  auto text = asked->as_string();
  if (!text)
    return failure{errc::invalid_argument, "params.cursor must be a string of ours."};
  return text;
}

outcome<std::string> list_page(catalog_list what, const catalog_listing& listing,
                               const std::optional<std::string>& cursor, std::size_t items_max,
                               std::string_view more) {
  auto at = listing.items.begin();
  if (cursor) {
    const auto last = name_behind(*cursor);
    if (!last)
      return failure{errc::invalid_argument, "The cursor is none of this server's."};
    at = std::upper_bound(at, listing.items.end(), *last,
                          [](const std::string& name, const catalog_listing::entry& item) {
                            return name < item.name;
                          });
  }
  const auto rest = static_cast<std::size_t>(listing.items.end() - at);
  const auto end = at + static_cast<std::ptrdiff_t>(std::min(rest, items_max));
  std::size_t bytes = more.size() + 64 + envelope_room;
  for (auto item = at; item != end; ++item)
    bytes += item->json.size() + 1;
  std::string json;
  json.reserve(bytes);
  json.append("{\"").append(member_of(what)).append("\":[");
  for (auto item = at; item != end; ++item)
    json.append(item == at ? "" : ",").append(item->json);
  json += ']';
  if (end != listing.items.end())
    json.append(R"(,"nextCursor":")").append(to_cursor((end - 1)->name)).append("\"");
  if (!more.empty())
    json.append(",").append(more);
  json += '}';
  return json;
}

} // namespace gatehouse
