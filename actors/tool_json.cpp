#include "actors/tool_json.hpp"

#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

/// A tool object came through the parser once already, with the bounds of a catalog.
constexpr json_limits tool_bounds{limits::catalog_bytes_max, limits::json_depth_max};

} // namespace

std::string with_name(std::string_view json, std::string_view name) {
  auto document = json_document::parse(json, tool_bounds);
  json_writer out;
  out.begin_object();
  out.key("name").value(name);
  if (document)
    for (const auto& [key, value] : document->root().members())
      if (key != "name")
        out.key(key).raw(value.raw());
  out.end_object();
  return out.take();
}

bool asks_for_approval(std::string_view json) {
  auto document = json_document::parse(json, tool_bounds);
  if (!document)
    return false;
  auto annotations = document->root().find("annotations");
  auto asks = annotations ? annotations->find("requiresApproval") : std::nullopt;
  return asks && asks->as_bool().value_or(false);
}

} // namespace gatehouse
