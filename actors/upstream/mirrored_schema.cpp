#include "actors/upstream/mcp_headers.hpp"
#include "events/core/limits.hpp"
#include "storage/json/json.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

constexpr std::string_view annotation = "x-mcp-header";

bool contains(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

/// M-HTTP-29: a string, boolean or integer, that may also be null.
bool is_mirrored_type(const json_value& schema) {
  constexpr std::array<std::string_view, 3> types{"string", "boolean", "integer"};
  auto type = schema.find("type");
  if (!type)
    return false;
  if (type->kind() == json_kind::string)
    return contains(types, *type->as_string());
  std::size_t mirrored = 0;
  std::size_t others = 0;
  for (const auto& one : type->elements()) {
    const auto name = one.as_string().value_or("");
    mirrored += contains(types, name) ? 1 : 0;
    others += !contains(types, name) && name != "null" ? 1 : 0;
  }
  return mirrored == 1 && others == 0;
}

/// Walks a schema and collects its annotations. The depth is that of the JSON text, so bounded.
class schema_walk {
public:
  void visit(const json_value& schema, bool reachable) {
    if (schema.kind() == json_kind::array)
      for (const auto& one : schema.elements())
        visit(one, false);
    if (auto name = schema.find(annotation))
      note(schema, *name, reachable);
    for (const auto& [keyword, value] : schema.members()) {
      if (contains(maps, keyword))
        visit_map(value, reachable && keyword == "properties");
      else if (!contains(data, keyword))
        visit(value, false);
    }
  }

  std::vector<mirrored_argument> found;
  std::string trouble; ///< the first, empty if there is none

private:
  /// Keywords whose members are names, not keywords; and those whose value is no schema.
  static constexpr std::array<std::string_view, 5> maps{"properties", "patternProperties", "$defs",
                                                        "definitions", "dependentSchemas"};
  static constexpr std::array<std::string_view, 5> data{"default", "examples", "enum", "const",
                                                        annotation};

  void visit_map(const json_value& schemas, bool reachable) {
    for (const auto& [name, schema] : schemas.members()) {
      path_.push_back(name);
      visit(schema, reachable);
      path_.pop_back();
    }
  }

  void note(const json_value& schema, const json_value& name, bool reachable) {
    const auto text = name.as_string().value_or("");
    const auto header = "Mcp-Param-" + text;
    const bool again = std::any_of(found.begin(), found.end(),
                                   [&](auto& one) { return lower(one.header) == lower(header); });
    if (!is_token(text) || header.size() > limits::name_bytes_max)
      trouble = "the name of a header is not one";
    else if (again)
      trouble = "a header is named twice";
    else if (!reachable || path_.empty() || !is_mirrored_type(schema))
      trouble = "a header is asked for where there can be none";
    else if (found.size() == limits::mirrored_arguments_max)
      trouble = "too many headers are asked for";
    else
      found.push_back({header, path_});
  }

  std::vector<std::string> path_;
};

} // namespace

outcome<std::vector<mirrored_argument>> read_mirrored(std::string_view tool) {
  // Most tools have none, and need no second look.
  if (tool.find(annotation) == std::string_view::npos && tool.find('\\') == std::string_view::npos)
    return std::vector<mirrored_argument>{};
  auto document = json_document::parse(tool, {tool.size(), limits::json_depth_max});
  auto schema = document ? document->root().find("inputSchema") : std::nullopt;
  schema_walk walk;
  if (schema)
    walk.visit(*schema, true);
  if (!walk.trouble.empty())
    return failure{errc::upstream_protocol, std::string{annotation} + ": " + walk.trouble};
  return std::move(walk.found);
}

} // namespace gatehouse
