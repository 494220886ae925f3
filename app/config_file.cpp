#include "app/config_file.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>

namespace gatehouse {

namespace {

constexpr std::string_view option = "--config";

std::optional<std::string> file_of(const std::vector<std::string>& words) {
  for (auto at = words.begin(); at != words.end(); ++at) {
    if (*at == option && at + 1 != words.end())
      return *(at + 1);
    if (at->starts_with(std::string{option} + "="))
      return at->substr(option.size() + 1);
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  const auto last = text.find_last_not_of(blanks);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, last - first + 1);
}

/// Returns a value without its quotes, or without the comment behind it.
std::string_view value_of(std::string_view text) {
  text = trimmed(text);
  const bool quoted = !text.empty() && (text.front() == '"' || text.front() == '\'');
  const auto end = quoted ? text.find(text.front(), 1) : text.find('#');
  return quoted ? text.substr(1, end == std::string_view::npos ? end : end - 1)
                : trimmed(text.substr(0, end));
}

bool gives(const std::vector<std::string>& words, const std::string& name) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return word == name || word.starts_with(name + "=");
  });
}

} // namespace

outcome<std::vector<std::string>> with_config_file(std::vector<std::string> words) {
  const auto path = file_of(words);
  if (!path)
    return words;
  std::ifstream file(*path);
  if (!file)
    return failure{errc::invalid_argument, "The file '" + *path + "' cannot be read."};
  std::vector<std::string> added;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const auto text = trimmed(line);
    const auto equals = text.find('=');
    if (text.empty() || text.starts_with('#'))
      continue;
    if (equals == std::string_view::npos || text.starts_with('-'))
      return failure{errc::invalid_argument,
                     *path + ", line " + std::to_string(number) + ": write option = value."};
    const auto name = "--" + std::string{trimmed(text.substr(0, equals))};
    if (!gives(words, name))
      added.push_back(name + "=" + std::string{value_of(text.substr(equals + 1))});
  }
  words.insert(words.end(), added.begin(), added.end());
  return words;
}

} // namespace gatehouse
