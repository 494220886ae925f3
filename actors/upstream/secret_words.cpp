#include "actors/upstream/secret_words.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::size_t shortest = 4;
constexpr std::string_view replacement = "[redacted]";

} // namespace

secret_words::secret_words(const std::map<std::string, std::string>& environment) {
  for (const auto& [name, value] : environment)
    for (std::size_t from = 0; from < value.size();) {
      const auto end = std::min(value.find_first_of("\r\n", from), value.size());
      if (end - from >= shortest)
        values_.push_back(value.substr(from, end - from));
      from = end + 1;
    }
  std::sort(values_.begin(), values_.end(),
            [](const std::string& one, const std::string& two) { return one.size() > two.size(); });
}

std::string secret_words::taken_out_of(std::string line) const {
  for (const auto& value : values_)
    for (auto at = line.find(value); at != std::string::npos;
         at = line.find(value, at + replacement.size()))
      line.replace(at, value.size(), replacement);
  for (const auto& value : values_)
    for (auto length = std::min(value.size() - 1, line.size()); length >= shortest; --length)
      if (line.ends_with(std::string_view{value}.substr(0, length))) {
        line.replace(line.size() - length, length, replacement);
        break;
      }
  return line;
}

} // namespace gatehouse
