#include "storage/json/schema_check.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

namespace {

/// A part of a value, what it has to be, and where it stands.
struct part {
  json_value schema;
  json_value value;
  std::string where;
};

/// Returns whether a number may be meant as a whole one; 1.0 is.
bool may_be_whole(const json_value& number) {
  const auto raw = number.raw();
  return number.as_int64() || raw.find_first_of(".eE") == std::string_view::npos ||
         raw.find_first_of("eE") != std::string_view::npos;
}

bool is_of(const json_value& value, std::string_view type) {
  switch (value.kind()) {
  case json_kind::null:
    return type == "null";
  case json_kind::boolean:
    return type == "boolean";
  case json_kind::number:
    return type == "number" || (type == "integer" && may_be_whole(value));
  case json_kind::string:
    return type == "string";
  case json_kind::array:
    return type == "array";
  case json_kind::object:
    return type == "object";
  }
  return true;
}

/// Returns whether `type` names none of the types that the value has.
bool has_wrong_type(const json_value& type, const json_value& value) {
  const auto one = type.as_string();
  if (one)
    return !is_of(value, *one);
  const auto several = type.elements();
  return !several.empty() && std::none_of(several.begin(), several.end(), [&](const auto& each) {
    const auto name = each.as_string();
    return !name || is_of(value, *name);
  });
}

/// Returns whether `list` has nothing but texts, and not this one.
bool lacks_text(const json_value& list, const json_value& value) {
  const auto text = value.as_string();
  const auto known = list.elements();
  return text && !known.empty() && std::all_of(known.begin(), known.end(), [&](const auto& each) {
           return each.kind() == json_kind::string && each.as_string() != text;
         });
}

std::string pointer_to(const std::string& where, std::string_view name) {
  std::string out = where + "/";
  for (const char c : name)
    c == '~' ? out.append("~0") : c == '/' ? out.append("~1") : out.append(1, c);
  return out;
}

/// Checks the value itself; its members are to be checked after it.
std::optional<std::string> check(const part& at, std::vector<part>& below) {
  const auto said = [&](std::string_view why) { return at.where + " " + std::string{why}; };
  if (const auto type = at.schema.find("type"); type && has_wrong_type(*type, at.value))
    return said("is not of its type");
  if (const auto list = at.schema.find("enum"); list && lacks_text(*list, at.value))
    return said("is none of its values");
  if (const auto names = at.schema.find("required"); names && at.value.kind() == json_kind::object)
    for (const auto& one : names->elements())
      if (const auto name = one.as_string(); name && !at.value.find(*name))
        return pointer_to(at.where, *name) + " is missing";
  if (const auto properties = at.schema.find("properties"))
    for (const auto& [name, schema] : properties->members())
      if (const auto member = at.value.find(name))
        below.push_back({schema, *member, pointer_to(at.where, name)});
  if (const auto items = at.schema.find("items"); items && items->kind() == json_kind::object) {
    std::size_t number = 0;
    for (const auto& element : at.value.elements())
      below.push_back({*items, element, pointer_to(at.where, std::to_string(number++))});
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> contradiction(const json_value& schema, const json_value& value) {
  std::vector<part> open{{schema, value, ""}};
  while (!open.empty()) {
    const auto at = std::move(open.back());
    open.pop_back();
    if (at.schema.kind() != json_kind::object || at.schema.find("$ref"))
      continue;
    if (auto found = check(at, open))
      return found;
  }
  return std::nullopt;
}

} // namespace gatehouse
