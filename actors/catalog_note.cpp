#include "actors/catalog_note.hpp"

#include "actors/tool_json.hpp"
#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/json.hpp"
#include "storage/json/tool_diff.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace gatehouse {

namespace {

/// Tools beyond this many are only counted in a line of the log.
constexpr std::size_t named_max = 3;

constexpr json_limits item_bounds{limits::catalog_bytes_max, limits::json_depth_max};

void append_digest(std::string& to, const digest256& one) {
  to.append(reinterpret_cast<const char*>(one.bytes.data()), one.bytes.size());
}

noted_list noted(const std::vector<catalog_item>& items) {
  std::string all;
  for (const auto& item : items)
    append_digest(all, item.digest);
  return {items.size(), sha256(all)};
}

/// Compares the tools that both know, as many and as much of them as is worth its time; the rest
/// counts as changed in an unknown way.
std::map<std::string, tool_change> differences(const catalog& before,
                                               const std::vector<catalog_item>& after) {
  std::map<std::string_view, const catalog_item*> known;
  for (const auto* tools : {&before.of(catalog_list::tools), &before.gone})
    for (const auto& one : *tools)
      known.emplace(one.name, &one);
  std::map<std::string, tool_change> all;
  std::size_t bytes = 0;
  for (const auto& one : after) {
    auto found = known.find(one.name);
    if (found == known.end() || found->second->digest == one.digest)
      continue;
    const auto& former = *found->second;
    bytes += former.json.size() + one.json.size();
    if (bytes > limits::compared_bytes_max || all.size() == limits::tool_changes_per_listing_max)
      break;
    auto changed = diff_tools(former.json, one.json);
    const auto weight = weight_of(changed);
    all.emplace(one.name, tool_change{former.digest, one.digest, weight, true, std::move(changed)});
  }
  return all;
}

} // namespace

catalog_part part_of(catalog_list what) noexcept {
  switch (what) {
  case catalog_list::tools:
    return catalog_part::tools;
  case catalog_list::prompts:
    return catalog_part::prompts;
  case catalog_list::resources:
    return catalog_part::resources;
  case catalog_list::templates:
    return catalog_part::templates;
  }
  return catalog_part::tools;
}

std::shared_ptr<catalog> read_catalog(const connection_id& from, const upstream_hello& hello,
                                      const listed_items& lists) {
  auto fresh = std::make_shared<catalog>();
  fresh->connection = from;
  fresh->hello = hello;
  std::string all;
  for (const auto what : all_catalog_lists) {
    for (const auto& item : lists[static_cast<std::size_t>(what)].items) {
      auto document = json_document::parse(item.json, item_bounds);
      auto digest = sha256(document ? canonical_json(document->root()) : item.json);
      append_digest(all, digest);
      fresh->of(what).push_back(
          {item.name, item.json, digest, asks_for_approval(item.json), promises_output(item.json)});
    }
    all += '\n';
  }
  fresh->digest = sha256(all);
  fresh->left_out = lists[static_cast<std::size_t>(catalog_list::tools)].left_out;
  return fresh;
}

std::vector<catalog_item> tools_gone(const catalog& known, const catalog& fresh) {
  std::set<std::string_view> seen;
  for (const auto& one : fresh.of(catalog_list::tools))
    seen.insert(one.name);
  std::vector<catalog_item> gone;
  for (const auto* tools : {&known.of(catalog_list::tools), &known.gone})
    for (const auto& one : *tools)
      if (gone.size() < limits::tool_changes_per_listing_max && seen.insert(one.name).second)
        gone.push_back(one);
  return gone;
}

note_catalog note_of(const catalog& fresh, const catalog* known,
                     const std::map<catalog_list, failure>& failing, unix_us now) {
  const auto& hello = fresh.hello;
  note_catalog note{
      hello.protocol_version, hello.server_name, hello.server_version, fresh.digest, {}, now};
  for (const auto& tool : fresh.of(catalog_list::tools))
    note.tools.push_back({tool.name, tool.digest});
  if (known && known->digest != fresh.digest)
    note.differences = differences(*known, fresh.of(catalog_list::tools));
  for (const auto what : {catalog_list::prompts, catalog_list::resources, catalog_list::templates})
    if (!failing.contains(what))
      note.lists.emplace(part_of(what), noted(fresh.of(what)));
  for (const auto& [what, why] : failing)
    note.failing.emplace(part_of(what), to_string(why.code));
  return note;
}

std::string words_on_left_out(std::string_view server, const std::vector<unusable_tool>& tools) {
  std::string text = std::string{server} + " lists " + std::to_string(tools.size()) +
                     (tools.size() == 1 ? " tool" : " tools") + " that nobody can use:";
  for (std::size_t i = 0; i < std::min(tools.size(), named_max); ++i)
    text += (i == 0 ? " \"" : "; \"") + tools[i].name.substr(0, limits::name_bytes_max) + "\", " +
            tools[i].why;
  if (tools.size() > named_max)
    text += "; and " + std::to_string(tools.size() - named_max) + " more";
  return text;
}

} // namespace gatehouse
