#include "actors/inventory.hpp"

#include "actors/exposure.hpp"
#include "storage/json/json.hpp"

#include <algorithm>
#include <map>

namespace gatehouse {

namespace {

/// Names beyond this many are only counted.
constexpr std::size_t quoted_max = 3;

warmth warmth_of(const connection_id& id, const catalogs& tools) {
  if (tools.find(id))
    return tools.is_stale(id) ? warmth::stale : warmth::warm;
  return tools.is_connecting(id) ? warmth::not_listed : warmth::not_connected;
}

/// Returns `"a", "b", "c", and 2 more MCP servers`.
std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), quoted_max); ++i)
    text += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
  if (names.size() > quoted_max)
    text += ", and " + std::to_string(names.size() - quoted_max) + " more MCP servers";
  return text;
}

void notice(tool_inventory& all, warmth state, std::string_view id, std::string_view says) {
  std::vector<std::string> names;
  for (const auto& one : all.sources)
    if (one.state == state)
      names.push_back(one.server);
  if (names.empty())
    return;
  std::sort(names.begin(), names.end());
  auto message = "MCP servers " + quoted(names) + " " + std::string{says};
  all.notices.push_back({std::string{id}, false, std::move(message), std::move(names)});
}

void add_notices(tool_inventory& all) {
  notice(all, warmth::not_connected, "mcp-not-yet-connected",
         "are configured but not connected for this session yet. MCP tools will appear here after "
         "an agent run discovers them.");
  notice(all, warmth::not_listed, "mcp-not-yet-listed",
         "are connected but have not finished listing tools yet. MCP tools will appear here after "
         "the session discovers them.");
  notice(all, warmth::stale, "mcp-stale-catalog",
         "changed since the current runtime catalog was discovered. MCP tools will appear here "
         "after the next agent run discovers them.");
}

/// What a server lists and nobody can use is in no list, so that it has to be said; not of what
/// the policies hide.
void warn_of_unusable(tool_inventory& all, const scope_view& view, const catalogs& tools) {
  for (const auto& source : all.sources) {
    const auto& from = source.from->state;
    const auto known = tools.find(from.id);
    for (const auto& tool : known ? known->left_out : std::vector<unusable_tool>{}) {
      const auto judged = view.policy->judge(
          {from.address + "." + tool.name, from.owner, from.owner_user.value, false});
      if (judged.action == policy_action::block)
        continue;
      const auto name = source.server + "__" + tool.name.substr(0, limits::name_bytes_max);
      all.notices.push_back(
          {(tool.has_bad_schema ? "unsupported-tool-schema:" : "unsupported-tool:") + name,
           true,
           "The tool \"" + name + "\" is left out: " + tool.why + ".",
           {source.server}});
    }
  }
}

/// Lets nobody take one tool for another because both have the same title.
void tell_labels_apart(std::vector<inventory_tool>& tools) {
  std::map<std::string, std::size_t> seen;
  for (const auto& one : tools)
    ++seen[one.label];
  for (auto& one : tools)
    if (seen[one.label] > 1)
      one.label += " (" + one.name + ")";
}

std::size_t source_of(const tool_inventory& all, const connection_id& id) {
  auto found = std::find_if(all.sources.begin(), all.sources.end(),
                            [&](const auto& one) { return one.from->state.id == id; });
  return static_cast<std::size_t>(found - all.sources.begin());
}

} // namespace

std::string server_name_of(const connection::state& one) {
  auto first = one.address.find('.');
  auto last = one.address.rfind('.');
  auto own = one.address.substr(last + 1);
  auto integration = one.address.substr(0, first);
  return own == "main" ? integration : integration + "-" + own;
}

tool_inventory read_inventory(const scope_view& view, const exposure& seen, const catalogs& tools) {
  tool_inventory all;
  for (const auto& one : view.connections) {
    auto known = tools.find(one->state.id);
    all.sources.push_back({one, server_name_of(one->state), warmth_of(one->state.id, tools),
                           known ? known->generation : 0});
  }
  add_notices(all);
  warn_of_unusable(all, view, tools);
  const auto& items = seen.items(catalog_list::tools);
  auto item = items.begin();
  for (const auto& shown : seen.listing(catalog_list::tools)->items) {
    item = std::find_if(item, items.end(), [&](const auto& one) { return one.name == shown.name; });
    auto document =
        json_document::parse(shown.json, {limits::catalog_bytes_max, limits::json_depth_max});
    if (!document)
      continue;
    auto judged = view.policy->judge(
        {item->address, item->owner, item->owner_user.value, item->requires_approval});
    auto title = document->root().find("title");
    auto label = title ? title->as_string() : std::nullopt;
    all.tools.push_back({source_of(all, item->from), shown.name, item->address, shown.json,
                         label.value_or(shown.name), std::move(judged)});
  }
  tell_labels_apart(all.tools);
  return all;
}

} // namespace gatehouse
