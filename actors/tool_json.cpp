#include "actors/tool_json.hpp"

#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

/// An object of a catalog came through the parser once already, with the bounds of a catalog.
constexpr json_limits item_bounds{limits::catalog_bytes_max, limits::json_depth_max};

} // namespace

std::string with_text(std::string_view json, std::string_view key, std::string_view text) {
  auto document = json_document::parse(json, item_bounds);
  json_writer out;
  out.begin_object();
  out.key(key).value(text);
  if (document)
    for (const auto& [name, value] : document->root().members())
      if (name != key)
        out.key(name).raw(value.raw());
  out.end_object();
  return out.take();
}

bool asks_for_approval(std::string_view json) {
  auto document = json_document::parse(json, item_bounds);
  if (!document)
    return false;
  auto annotations = document->root().find("annotations");
  auto asks = annotations ? annotations->find("requiresApproval") : std::nullopt;
  return asks && asks->as_bool().value_or(false);
}

bool promises_output(std::string_view json) {
  return offers(json, "outputSchema");
}

bool offers(std::string_view capabilities, std::string_view name) {
  auto document = json_document::parse(capabilities, item_bounds);
  return document && document->root().find(name).has_value();
}

} // namespace gatehouse
