#include "app/output/table.hpp"

#include <algorithm>
#include <ostream>

namespace gatehouse {

namespace {

/// Returns how many columns a text takes, one for each code point.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string shown(const json_value& value) {
  if (auto text = value.as_string())
    return text->empty() ? "-" : harmless(*text);
  if (auto flag = value.as_bool())
    return *flag ? "yes" : "no";
  if (value.kind() != json_kind::array)
    return harmless(value.raw());
  std::string joined;
  for (const auto& element : value.elements())
    joined += (joined.empty() ? "" : " ") + shown(element);
  return joined.empty() ? "-" : joined;
}

std::string painted_cell(const terminal& where, std::string_view member, const std::string& text) {
  if (member == "outcome" || member == "decision" || member == "healthy" || member == "action") {
    if (text == "ok" || text == "allow" || text == "yes" || text == "approve")
      return painted(where, text, colour::green);
    if (text == "open" || text == "require_approval" || text == "interrupted")
      return painted(where, text, colour::yellow);
    return painted(where, text, colour::red);
  }
  return text;
}

void print_member(const terminal& where, const std::string& name, const json_value& value) {
  if (value.kind() == json_kind::object) {
    for (const auto& [below, one] : value.members())
      print_member(where, name + "." + below, one);
    return;
  }
  const auto elements = value.elements();
  const bool objects = !elements.empty() && elements.front().kind() == json_kind::object;
  if (!objects) {
    where.out << bold(where, harmless(name)) << ": " << shown(value) << "\n";
    return;
  }
  where.out << bold(where, harmless(name)) << ":\n";
  for (const auto& element : elements) {
    where.out << " ";
    for (const auto& [below, one] : element.members())
      where.out << " " << shown(one);
    where.out << "\n";
  }
}

} // namespace

std::string shown_member(const json_value& object, std::string_view path) {
  const auto dot = path.find('.');
  auto found = object.find(path.substr(0, dot));
  if (!found)
    return "-";
  return dot == std::string_view::npos ? shown(*found) : shown_member(*found, path.substr(dot + 1));
}

void print_table(const terminal& where, const std::vector<json_value>& rows,
                 const std::vector<column>& columns) {
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  for (const auto& one : columns)
    widths.push_back(one.heading.size());
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (std::size_t at = 0; at < columns.size(); ++at) {
      line.push_back(shown_member(row, columns[at].member));
      widths[at] = std::max(widths[at], width_of(line.back()));
    }
  }
  const auto gap = [&](std::size_t at, std::size_t width) {
    return at + 1 == columns.size() ? std::string{} : std::string(widths[at] - width + 2, ' ');
  };
  for (std::size_t at = 0; at < columns.size(); ++at)
    where.out << bold(where, columns[at].heading) << gap(at, columns[at].heading.size());
  where.out << "\n";
  for (const auto& line : cells) {
    for (std::size_t at = 0; at < columns.size(); ++at)
      where.out << painted_cell(where, columns[at].member, line[at]) << gap(at, width_of(line[at]));
    where.out << "\n";
  }
}

void print_object(const terminal& where, const json_value& object) {
  for (const auto& [name, value] : object.members())
    print_member(where, name, value);
}

} // namespace gatehouse
