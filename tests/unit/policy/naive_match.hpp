#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Splits `text` at its dots the plain way; a prompt or resource in fourth place takes the rest.
inline std::vector<std::string> naive_segments(std::string_view text) {
  std::vector<std::string> result(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto rest = text.substr(i);
    bool starts_fourth = result.size() == 4 && result.back().empty();
    if (starts_fourth && (rest.starts_with("prompt:") || rest.starts_with("resource:"))) {
      result.back() = rest;
      return result;
    }
    if (text[i] == '.')
      result.emplace_back();
    else
      result.back() += text[i];
  }
  return result;
}

/// Says what the pattern language says, in the order the contract says it: the reference that the
/// compiled matcher and the index are compared with. `rule` is a valid pattern.
inline bool naive_match(std::string_view rule, std::string_view address) {
  if (rule == "*")
    return true;
  auto wanted = naive_segments(rule);
  auto found = naive_segments(address);
  bool open = wanted.back() == "*";
  if (open)
    wanted.pop_back();
  if (found.size() < wanted.size() || (!open && found.size() != wanted.size()))
    return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i] != "*" && wanted[i] != found[i])
      return false;
  return true;
}

/// Says whether `text` is a valid pattern but for its length and its characters.
inline bool naive_is_pattern(std::string_view text) {
  if (text == "*")
    return true;
  auto segments = naive_segments(text);
  if (segments.front() == "*")
    return false;
  for (const auto& segment : segments)
    if (segment.empty() || (segment != "*" && segment.find('*') != std::string::npos))
      return false;
  return true;
}

} // namespace gatehouse
