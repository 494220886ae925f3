#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace gatehouse::tidy {

namespace {

enum class where { everywhere, code, our_code, test_code };

struct banned {
  std::string_view word;
  std::string_view instead;
  where place;
};

// clang-format off
constexpr auto banned_list = std::to_array<banned>({
    {"FIXME",               "fix it",                                where::everywhere},
    {"TODO",                "do it, or leave it out",                where::everywhere},
    {"XXX",                 "say what is wrong, and mend it",        where::everywhere},
    {"HACK",                "say why it must be so",                 where::everywhere},
    {"@author",             "the history knows",                     where::everywhere},
    {"std::endl",           "'\\n'",                                 where::code},
    {"using namespace std;","name what you use",                     where::code},
    {"assert(false",        "a state that cannot be built",          where::code},
    {"NULL",                "nullptr",                               where::code},
    {"typedef",             "using",                                 where::code},
    {"std::bind",           "a lambda",                              where::code},
    {"std::regex",          "a parser with a bound",                 where::code},
    {"std::rand",           "storage/crypto/random.hpp",             where::code},
    {"std::random_device",  "storage/crypto/random.hpp",             where::our_code},
    {"throw",               "outcome<T>",                            where::our_code},
    {"std::async",          "an actor, or a thread with an owner",   where::our_code},
    {"detach()",            "a thread with an owner",                where::our_code},
    {"sleep_for",           "a promise, or a clock that is a value", where::test_code},
    {"sleep_until",         "a promise, or a clock that is a value", where::test_code},
    {"usleep",              "a promise, or a clock that is a value", where::test_code},
});

constexpr auto empty_words = std::to_array<std::string_view>(
    {"util", "utils", "common", "helper", "helpers", "manager", "misc", "stuff"});

// clang-format on

// The rules name what they forbid, and so do their tests.
bool is_rule(const source_file& file) {
  return file.below("tests/tidy");
}

bool applies(where place, const source_file& file) {
  const bool test = file.below("tests");
  switch (place) {
  case where::everywhere:
    return true;
  case where::code:
    return file.is_cpp();
  case where::our_code:
    return file.is_cpp() && !test;
  case where::test_code:
    return file.is_cpp() && test;
  }
  return false;
}

/// Returns whether `name`, cut at '_', has the part `word`.
bool has_part(std::string_view name, std::string_view word) {
  while (!name.empty()) {
    const auto end = name.find('_');
    if (name.substr(0, end) == word)
      return true;
    name.remove_prefix(end == std::string_view::npos ? name.size() : end + 1);
  }
  return false;
}

std::string_view stem_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
  return path.substr(0, path.find('.'));
}

/// Returns the identifiers of `line`, in order.
std::vector<std::string_view> identifiers_of(std::string_view line) {
  std::vector<std::string_view> names;
  const auto is_part = [](char c) {
    return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
  };
  for (std::size_t at = 0; at < line.size();) {
    const auto start = at;
    while (at < line.size() && is_part(line[at]))
      ++at;
    if (at > start)
      names.push_back(line.substr(start, at - start));
    else
      ++at;
  }
  return names;
}

/// Folders of one machine, hosts of package registries, and what a lock file says of such hosts.
/// They are joined here, so that this file is held to its own rule.
const std::vector<std::string>& traces() {
  static const auto all = [] {
    std::vector<std::string> made;
    for (const std::string folder : {"work", "root", "home"})
      made.push_back('/' + folder + '/');
    made.push_back(std::string{"registry.npm"} + "js");
    made.push_back(std::string{"deb.deb"} + "ian.org");
    made.push_back(std::string{"\"resolved"} + "\":");
    return made;
  }();
  return all;
}

} // namespace

std::vector<finding> banned_words(const source_file& file) {
  std::vector<finding> found;
  if (is_rule(file))
    return found;
  const auto code = file.is_cpp() ? code_only(file.text) : file.text;
  for (const auto& entry : banned_list) {
    if (!applies(entry.place, file))
      continue;
    std::size_t number = 0;
    for (const auto line : lines_of(entry.place == where::everywhere ? file.text : code)) {
      ++number;
      if (find_word(line, entry.word) != std::string_view::npos)
        found.push_back({file.path, number,
                         std::string(entry.word) + "; instead: " + std::string(entry.instead)});
    }
  }
  return found;
}

std::vector<finding> empty_names(const source_file& file) {
  std::vector<finding> found;
  if (!file.is_cpp() || is_rule(file))
    return found;
  const auto code = code_only(file.text);
  for (const auto word : empty_words)
    if (has_part(stem_of(file.path), word))
      found.push_back({file.path, 0, "'" + std::string(word) + "' says nothing: name the thing"});
  std::size_t number = 0;
  for (const auto line : lines_of(code)) {
    ++number;
    if (line.starts_with("#include") || line.find("std::common_") != std::string_view::npos)
      continue;
    for (const auto name : identifiers_of(line))
      for (const auto word : empty_words)
        if (has_part(name, word))
          found.push_back(
              {file.path, number, "'" + std::string(name) + "' says nothing: name the thing"});
  }
  return found;
}

std::vector<finding> dead_comments(const source_file& file) {
  std::vector<finding> found;
  if (!file.is_cpp())
    return found;
  std::size_t number = 0;
  for (auto line : lines_of(file.text)) {
    ++number;
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const bool code = line.ends_with(';') || line.ends_with(" {") || line.ends_with(");");
    if (line.starts_with("// ") && code)
      found.push_back({file.path, number, "code in a comment: delete it, the history keeps it"});
  }
  return found;
}

std::vector<finding> machine_traces(const source_file& file) {
  std::vector<finding> found;
  std::size_t number = 0;
  for (const auto line : lines_of(file.text)) {
    ++number;
    for (const auto& trace : traces())
      if (line.find(trace) != std::string_view::npos)
        found.push_back({file.path, number, "names a machine or a registry: " + trace});
  }
  return found;
}

} // namespace gatehouse::tidy
