#pragma once

#include "storage/json/json.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the member at a path of names: a string's text, any other value's bytes, "" if absent.
inline std::string text_at(const json_value& value, std::initializer_list<std::string_view> path) {
  auto here = value;
  for (const auto name : path) {
    const auto next = here.find(name);
    if (!next)
      return {};
    here = *next;
  }
  return here.as_string().value_or(std::string{here.raw()});
}

inline std::string text_at(const std::string& json, std::initializer_list<std::string_view> path) {
  const auto document = json_document::parse(json, {json.size() + 1, limits::json_depth_max});
  return document ? text_at(document->root(), path) : std::string{};
}

} // namespace gatehouse
