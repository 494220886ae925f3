#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace gatehouse::tidy {

namespace {

constexpr std::size_t file_lines_max = 400;
constexpr std::size_t function_lines_max = 70;
constexpr std::size_t line_columns_max = 100;

/// Returns the number of code points of UTF-8 `line`.
std::size_t columns_of(std::string_view line) {
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; };
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), starts));
}

/// Returns whether the braces after `head`, the code since the last statement, hold declarations
/// rather than the body of a function.
bool opens_scope(std::string_view head) {
  for (const auto* word : {"namespace", "struct", "class", "enum", "union", "extern"})
    if (find_word(head, word) != std::string_view::npos)
      return head.find('(') == std::string_view::npos;
  return head.find('(') == std::string_view::npos;
}

bool is_script(const source_file& file) {
  return file.path == "dev" || file.ends_with(".sh") || file.ends_with(".mjs");
}

/// Returns the type that `line` starts to define at the outermost level, "" if none.
std::string_view type_defined_by(std::string_view line) {
  for (const std::string_view keyword : {"struct ", "class "}) {
    if (!line.starts_with(keyword) || line.ends_with(';'))
      continue;
    const auto name = line.substr(keyword.size());
    const auto end = std::min(name.find_first_of(" :{"), name.size());
    const bool specialised = name.substr(0, end).find('<') != std::string_view::npos;
    return specialised ? std::string_view{} : name.substr(0, end);
  }
  return {};
}

bool defines_types(const source_file& file) {
  return file.ends_with(".hpp") && !file.below("tests/tidy"); // a namespace of its own
}

/// Returns the headers of the tree that define each type.
const std::map<std::string, std::set<std::string>>& type_homes() {
  static const auto homes = [] {
    std::map<std::string, std::set<std::string>> all;
    for (const auto& file : source_tree())
      if (defines_types(file))
        for (const auto line : lines_of(file.text))
          if (const auto name = type_defined_by(line); !name.empty())
            all[std::string{name}].insert(file.path);
    return all;
  }();
  return homes;
}

} // namespace

std::vector<finding> file_length(const source_file& file) {
  const auto lines = lines_of(file.text).size();
  if (lines <= file_lines_max || !(file.is_cpp() || is_script(file)))
    return {};
  return {
      {file.path, 0, std::to_string(lines) + " lines; split what decides from what coordinates"}};
}

std::vector<finding> function_length(const source_file& file) {
  std::vector<finding> found;
  if (!file.is_cpp())
    return found;
  const auto code = code_only(file.text);
  std::size_t line = 1;
  std::size_t depth = 0;      // of braces inside a function
  std::size_t first_line = 0; // of the function
  std::size_t head = 0;       // where the current statement starts
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '\n')
      ++line;
    if (c == '{' && (depth > 0 || !opens_scope(std::string_view(code).substr(head, at - head)))) {
      if (depth++ == 0)
        first_line = line;
    } else if (c == '}' && depth > 0 && --depth == 0) {
      if (const auto lines = line - first_line + 1; lines > function_lines_max)
        found.push_back(
            {file.path, first_line, "a function of " + std::to_string(lines) + " lines"});
    }
    if (c == '{' || c == '}' || c == ';')
      head = at + 1;
  }
  return found;
}

std::vector<finding> line_length(const source_file& file) {
  std::vector<finding> found;
  if (!file.is_cpp() && !is_script(file))
    return found;
  std::size_t number = 0;
  for (const auto line : lines_of(file.text)) {
    ++number;
    if (const auto columns = columns_of(line); columns > line_columns_max)
      found.push_back({file.path, number, std::to_string(columns) + " columns"});
  }
  return found;
}

std::vector<finding> white_space(const source_file& file) {
  std::vector<finding> found;
  std::size_t number = 0;
  for (const auto line : lines_of(file.text)) {
    ++number;
    if (line.ends_with(' ') || line.ends_with('\r'))
      found.push_back({file.path, number, "white space at the end of the line"});
    if (line.find('\t') != std::string_view::npos)
      found.push_back({file.path, number, "a tab"});
  }
  if (!file.text.empty() && file.text.back() != '\n')
    found.push_back({file.path, number, "no newline at the end of the file"});
  return found;
}

std::vector<finding> header_guard(const source_file& file) {
  if (!file.ends_with(".hpp") || file.text.starts_with("#pragma once\n"))
    return {};
  return {{file.path, 1, "start the header with #pragma once"}};
}

std::vector<finding> one_definition(const source_file& file) {
  std::vector<finding> found;
  if (!defines_types(file))
    return found;
  std::size_t number = 0;
  for (const auto line : lines_of(file.text)) {
    ++number;
    const auto home = type_homes().find(std::string{type_defined_by(line)});
    if (home == type_homes().end())
      continue;
    for (const auto& other : home->second)
      if (other != file.path)
        found.push_back({file.path, number, home->first + " is also a type of " + other});
  }
  return found;
}

} // namespace gatehouse::tidy
