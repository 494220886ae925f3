#include "storage/json/json_members.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(blanks, at), text.size());
}

/// Returns the place after the string token that begins at `at`.
std::size_t skip_string(std::string_view text, std::size_t at) {
  for (auto quote = text.find('"', at + 1); quote != std::string_view::npos;
       quote = text.find('"', quote + 1)) {
    auto before = quote;
    while (text[before - 1] == '\\')
      --before;
    if ((quote - before) % 2 == 0)
      return quote + 1;
  }
  return text.size();
}

/// Returns the place after the object or array that begins at `at`.
std::size_t skip_nested(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = skip_string(text, at);
      continue;
    }
    ++at;
    if (c == '{' || c == '[')
      ++depth;
    else if ((c == '}' || c == ']') && --depth == 0)
      break;
  }
  return at;
}

std::size_t skip_value(std::string_view text, std::size_t at) {
  if (at == text.size())
    return at;
  if (text[at] == '"')
    return skip_string(text, at);
  if (text[at] == '{' || text[at] == '[')
    return skip_nested(text, at);
  return std::min(text.find_first_of(" \t\r\n,}]", at), text.size());
}

} // namespace

std::vector<raw_member> raw_members(std::string_view object) {
  std::vector<raw_member> members;
  auto at = skip_blanks(object, 0);
  if (at == object.size() || object[at] != '{')
    return members;
  at = skip_blanks(object, at + 1);
  while (at < object.size() && object[at] == '"') {
    const auto begin = at;
    const auto key_end = skip_string(object, at);
    at = skip_blanks(object, skip_blanks(object, key_end) + 1); // over the colon
    const auto value_end = skip_value(object, at);
    if (value_end <= at)
      break;
    members.push_back({object.substr(begin, key_end - begin), object.substr(at, value_end - at),
                       object.substr(begin, value_end - begin)});
    at = skip_blanks(object, skip_blanks(object, value_end) + 1); // over the comma
  }
  return members;
}

} // namespace gatehouse
