#include "tests/tidy/generated_page.hpp"
#include "tests/tidy/source_tree.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace gatehouse::tidy {

namespace {

constexpr std::string_view opening = "inline constexpr ";
constexpr std::string_view ruler = "// -- ";

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('-'))
    text.remove_suffix(1);
  return text;
}

/// Returns `value`, C++ for a number or a duration, as a reader would write it.
std::string plain_value(std::string_view value) {
  std::string plain;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] == '\'')
      continue;
    if (value[at] == 'u' && at > 0 && std::isdigit(static_cast<unsigned char>(value[at - 1])) != 0)
      continue;
    plain += value[at];
  }
  for (const auto& [shift, unit] :
       {std::pair{" << 10", " Ki"}, {" << 20", " Mi"}, {" << 30", " Gi"}})
    if (plain.ends_with(shift))
      plain.replace(plain.size() - std::string_view(shift).size(), std::string::npos, unit);
  return plain;
}

/// Returns the row of one constant: `line` is its declaration.
std::string row_of(std::string_view line) {
  const auto equals = line.find(" = ");
  const auto end = line.find(';', equals);
  const auto note = line.find("///<", end);
  auto name = line.substr(0, equals);
  name.remove_prefix(name.rfind(' ') + 1);
  const auto value = line.substr(equals + 3, end - equals - 3);
  const auto meaning = note == line.npos ? std::string_view() : trimmed(line.substr(note + 4));
  return "| `" + std::string(name) + "` | " + plain_value(value) + " | " + std::string(meaning) +
         " |\n";
}

} // namespace

std::string limits_page(std::string_view header) {
  std::string page = "# Limits\n\n"
                     "Every bound of Gatehouse; over one of them there is a clear error. Sizes are "
                     "in bytes where the name says so. This page is made from "
                     "[limits.hpp](../events/core/limits.hpp).\n";
  std::string declaration; // of which a part may stand on the next line
  for (const auto line : lines_of(header)) {
    if (line.starts_with(ruler))
      page += "\n## " + std::string(trimmed(line.substr(ruler.size()))) +
              "\n\n| bound | value | meaning |\n|---|---|---|\n";
    else if (line.starts_with(opening))
      declaration = line;
    else if (!declaration.empty())
      declaration.append(" ").append(trimmed(line));
    if (declaration.find(';') != std::string::npos)
      page += row_of(std::exchange(declaration, {}));
  }
  return page;
}

} // namespace gatehouse::tidy
