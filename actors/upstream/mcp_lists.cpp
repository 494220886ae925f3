#include "actors/upstream/mcp_lists.hpp"

#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

struct list_names {
  std::string_view method;
  std::string_view capability;
  std::string_view member; ///< of the result
  std::string_view key;    ///< of an item: what it is called by
};

const list_names& names_of(catalog_list what) {
  static constexpr list_names tools{"tools/list", "tools", "tools", "name"};
  static constexpr list_names prompts{"prompts/list", "prompts", "prompts", "name"};
  static constexpr list_names resources{"resources/list", "resources", "resources", "uri"};
  static constexpr list_names templates{"resources/templates/list", "resources",
                                        "resourceTemplates", "uriTemplate"};
  switch (what) {
  case catalog_list::tools:
    return tools;
  case catalog_list::prompts:
    return prompts;
  case catalog_list::resources:
    return resources;
  case catalog_list::templates:
    return templates;
  }
  return tools;
}

bool says(const json_value& object, std::string_view member, std::string_view text) {
  const auto found = object.find(member);
  return found && found->as_string() == text;
}

/// Returns a tool that nobody could use, if it is one.
std::optional<unusable_tool> unusable(const std::string& name, const json_value& tool,
                                      server_era era) {
  const auto schema = tool.find("inputSchema");
  if (!schema || !says(*schema, "type", "object")) // S-TOOLS-02
    return unusable_tool{name, "its inputSchema is not the schema of an object"};
  const auto execution = tool.find("execution");
  if (era == server_era::sessions && execution && says(*execution, "taskSupport", "required"))
    return unusable_tool{name, "it can only be called as a task", false}; // L-TASK-05
  return std::nullopt;
}

} // namespace

std::string_view list_method(catalog_list what) {
  return names_of(what).method;
}

std::string_view list_capability(catalog_list what) {
  return names_of(what).capability;
}

std::string list_params(const std::optional<std::string>& cursor) {
  if (!cursor)
    return {};
  json_writer out;
  return out.begin_object().key("cursor").value(*cursor).end_object().take();
}

outcome<list_page> read_list_page(catalog_list what, server_era era, std::string_view result) {
  const auto& names = names_of(what);
  auto broken = [&](const std::string& why) {
    return failure{errc::upstream_protocol, std::string{names.method} + ": " + why};
  };
  auto document = json_document::parse(result, {result.size(), limits::json_depth_max});
  if (!document)
    return broken("the result is malformed");
  auto items = document->root().find(names.member);
  if (!items || items->kind() != json_kind::array)
    return broken("the result has no array of " + std::string{names.member});
  list_page page;
  for (const auto& item : items->elements()) {
    auto name = item.find(names.key);
    auto text = name ? name->as_string().value_or("") : std::string{};
    if (text.empty())
      continue;
    auto bad = what == catalog_list::tools ? unusable(text, item, era) : std::nullopt;
    if (bad)
      page.found.left_out.push_back(*std::move(bad));
    else
      page.found.items.push_back({std::move(text), std::string{item.raw()}});
  }
  // S-PAGE-02 and M-PAGE-01: opaque; only its absence ends the list.
  if (auto cursor = document->root().find("nextCursor"))
    page.next_cursor = cursor->as_string();
  return page;
}

std::vector<catalog_list> lists_changed_by(std::string_view method) {
  if (method == "notifications/tools/list_changed")
    return {catalog_list::tools};
  if (method == "notifications/prompts/list_changed")
    return {catalog_list::prompts};
  if (method == "notifications/resources/list_changed")
    return {catalog_list::resources, catalog_list::templates};
  return {};
}

} // namespace gatehouse
