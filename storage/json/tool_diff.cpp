#include "storage/json/tool_diff.hpp"

#include "events/core/limits.hpp"
#include "storage/json/schema_diff.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

constexpr json_limits item_bounds{limits::catalog_bytes_max, limits::json_depth_max};

/// An annotation of MCP, and which of its values promises more safety.
struct hint {
  std::string_view name;
  bool safe;
  bool when_absent;
};

constexpr std::array<hint, 5> hints{{{"readOnlyHint", true, false},
                                     {"destructiveHint", false, true},
                                     {"idempotentHint", true, false},
                                     {"openWorldHint", false, true},
                                     {"requiresApproval", true, false}}};

change_class weight_of_hint(const hint& which, const std::optional<json_value>& before,
                            const std::optional<json_value>& after) {
  const auto value = [&](const std::optional<json_value>& one) -> std::optional<bool> {
    return one ? one->as_bool() : which.when_absent;
  };
  const auto was = value(before);
  const auto is = value(after);
  if (!was || !is)
    return change_class::breaking;
  return *was == which.safe && *is != which.safe ? change_class::breaking : change_class::additive;
}

void diff_annotations(const std::optional<json_value>& before,
                      const std::optional<json_value>& after, found_changes& found) {
  found.each_member(before, after, [&](const std::string& name, const auto& was, const auto& is) {
    const auto known =
        std::find_if(hints.begin(), hints.end(), [&](const hint& one) { return one.name == name; });
    auto at = found.below(name);
    if (name == "title")
      found.add(change_class::notational);
    else if (known != hints.end())
      found.add(weight_of_hint(*known, was, is));
    else
      found.add(was ? change_class::breaking : change_class::additive);
  });
}

bool is_for_humans(std::string_view name) {
  return name == "title" || name == "description" || name == "icons";
}

} // namespace

change_class weight_of(const std::vector<changed_field>& changed) {
  auto weight = change_class::notational;
  for (const auto& one : changed)
    weight = std::max(weight, one.weight);
  return weight;
}

std::vector<changed_field> diff_tools(std::string_view before, std::string_view after) {
  found_changes found;
  auto old_tool = json_document::parse(before, item_bounds);
  auto new_tool = json_document::parse(after, item_bounds);
  if (!old_tool || !new_tool || old_tool->root().kind() != json_kind::object ||
      new_tool->root().kind() != json_kind::object) {
    if (before != after)
      found.add(change_class::breaking);
    return found.take();
  }
  for_each_difference(old_tool->root(), new_tool->root(),
                      [&](const std::string& name, const auto& was, const auto& is) {
                        auto at = found.below(name);
                        if (is_for_humans(name))
                          found.add(change_class::notational);
                        else if (name == "annotations")
                          diff_annotations(was, is, found);
                        else if (name == "inputSchema" && was && is)
                          diff_schemas(*was, *is, schema_use::input, found);
                        else if (name == "outputSchema" && was && is)
                          diff_schemas(*was, *is, schema_use::output, found);
                        else
                          found.add(was ? change_class::breaking : change_class::additive);
                      });
  return found.take();
}

} // namespace gatehouse
