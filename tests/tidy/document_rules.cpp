#include "tests/tidy/rules.hpp"
#include "tests/tidy/test_names.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace gatehouse::tidy {

namespace {

/// A line of a Markdown file outside its code blocks.
struct prose_line {
  std::size_t line;
  std::string_view text;
};

std::vector<prose_line> prose_of(const source_file& file) {
  std::vector<prose_line> prose;
  bool fenced = false;
  std::size_t number = 0;
  for (const auto line : lines_of(file.text)) {
    ++number;
    if (line.starts_with("```"))
      fenced = !fenced;
    else if (!fenced)
      prose.push_back({number, line});
  }
  return prose;
}

/// Returns every `Subject.Sentence` of the tests in the tree.
std::set<std::string> all_tests() {
  std::set<std::string> names;
  for (const auto& file : source_tree()) {
    if (!file.below("tests") || !file.is_cpp())
      continue;
    std::string_view text = file.text;
    for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; ++at)
      if (auto name = test_begun_by(text.substr(at + 1)); !name.empty())
        names.insert(std::move(name));
  }
  return names;
}

bool is_test_name(std::string_view name) {
  const auto dot = name.find('.');
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_plain = [&](char c) {
    return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
  };
  return dot != name.npos && dot + 1 < name.size() && is_upper(name[0]) &&
         is_upper(name[dot + 1]) && std::all_of(name.begin(), name.end(), is_plain) &&
         name.find('.', dot + 1) == name.npos;
}

} // namespace

std::vector<finding> one_title(const source_file& file) {
  std::vector<finding> found;
  if (!file.ends_with(".md"))
    return found;
  if (!file.text.starts_with("# "))
    found.push_back({file.path, 1, "start with the title, '# ...'"});
  for (const auto& [number, line] : prose_of(file))
    if (number > 1 && line.starts_with("# "))
      found.push_back({file.path, number, "a second title"});
  return found;
}

std::vector<finding> live_links(const source_file& file) {
  namespace fs = std::filesystem;
  std::vector<finding> found;
  if (!file.ends_with(".md"))
    return found;
  for (const auto& [number, line] : prose_of(file)) {
    for (auto at = line.find("]("); at != line.npos; at = line.find("](", at + 1)) {
      auto target = line.substr(at + 2, line.find(')', at) - at - 2);
      target = target.substr(0, target.find('#'));
      if (target.empty() || target.find("://") != target.npos)
        continue;
      if (!fs::exists(fs::path(file.path).parent_path() / target))
        found.push_back({file.path, number, "a link to nowhere: " + std::string(target)});
    }
  }
  return found;
}

std::vector<finding> named_tests(const source_file& file) {
  std::vector<finding> found;
  if (!file.ends_with(".md"))
    return found;
  static const auto tests = all_tests();
  for (const auto& [number, line] : prose_of(file)) {
    for (auto open = line.find('`'); open != line.npos;) {
      const auto close = line.find('`', open + 1);
      if (close == line.npos)
        break;
      const auto name = line.substr(open + 1, close - open - 1);
      if (is_test_name(name) && !tests.contains(std::string(name)))
        found.push_back({file.path, number, "there is no test " + std::string(name)});
      open = line.find('`', close + 1);
    }
  }
  return found;
}

} // namespace gatehouse::tidy
