#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <array>

namespace gatehouse::tidy {

namespace {

/// What stands between the quotes or brackets of an #include, and which of the two.
struct include_line {
  std::size_t line;
  std::string_view target;
  bool quoted;
};

std::vector<include_line> includes_of(const source_file& file) {
  std::vector<include_line> found;
  std::size_t number = 0;
  for (auto line : lines_of(file.text)) {
    ++number;
    if (!line.starts_with("#include "))
      continue;
    line.remove_prefix(9);
    if (const auto end = line.find_first_of("\">", 1); end != std::string_view::npos)
      found.push_back({number, line.substr(1, end - 1), line.front() == '"'});
  }
  return found;
}

constexpr auto layers =
    std::to_array<std::string_view>({"events", "storage", "actors", "http", "app"});

/// Returns the place of the layer that `path` is in; layers.size() when in none.
std::size_t layer_of(std::string_view path) {
  const auto folder = path.substr(0, path.find('/'));
  const auto* found = std::find(layers.begin(), layers.end(), folder);
  return static_cast<std::size_t>(found - layers.begin());
}

bool is_outside(std::string_view path) { // of the layers: may include what it likes of ours
  return path.starts_with("tests/") || path.starts_with("benchmarks/");
}

struct library {
  std::string_view prefix; ///< of the included path
  std::string_view home;   ///< folder that may include it
  bool headers;            ///< whether its home's headers may, too
  std::string_view not_in; ///< part of the home that may not
};

// clang-format off
constexpr auto libraries = std::to_array<library>({
    {"botan/",     "storage/crypto",  false, ""},
    {"rapidjson/", "storage/json",    false, ""},
    {"rocksdb/",   "storage",         false, ""},
    {"sqlite3",    "storage/query",   false, ""},
    {"caf/",       "actors",          true,  "actors/upstream"},
    {"boost/",     "actors/upstream", false, ""},
    {"boost/",     "http",            false, ""},
    {"lua",        "actors/script",   false, ""},
    {"CLI/",       "app",             true,  ""},
    {"spdlog/",    "app",             true,  ""},
    {"fmt/",       "app",             true,  ""},
    {"benchmark/", "benchmarks",      true,  ""},
    {"gtest/",     "tests",           true,  ""},
    {"gmock/",     "tests",           true,  ""},
    {"rapidcheck", "tests",           true,  ""},
});

// clang-format on

bool lives_in(const library& entry, const source_file& file) {
  if (!file.below(entry.home) || (!entry.headers && !file.ends_with(".cpp")))
    return false;
  return entry.not_in.empty() || !file.below(entry.not_in);
}

constexpr auto impure_headers = std::to_array<std::string_view>(
    {"atomic", "condition_variable", "cstdio", "ctime", "filesystem", "fstream", "future",
     "iomanip", "iostream", "istream", "locale", "mutex", "ostream", "random", "shared_mutex",
     "sstream", "thread", "unordered_map", "unordered_set"});

constexpr auto impure_words = std::to_array<std::string_view>(
    {"system_clock", "steady_clock", "high_resolution_clock", "getenv", "rand"});

} // namespace

std::vector<finding> include_direction(const source_file& file) {
  std::vector<finding> found;
  const auto layer = layer_of(file.path);
  if (!file.is_cpp())
    return found;
  for (const auto& include : includes_of(file)) {
    if (!include.quoted)
      continue;
    const auto target = layer_of(include.target);
    if (target == layers.size() && !is_outside(include.target))
      found.push_back(
          {file.path, include.line,
           "include \"" + std::string(include.target) + "\" from the root of the tree"});
    else if (layer != layers.size() && (target > layer || is_outside(include.target)))
      found.push_back(
          {file.path, include.line,
           std::string(layers[layer]) + " must not include " + std::string(include.target)});
  }
  return found;
}

std::vector<finding> library_places(const source_file& file) {
  std::vector<finding> found;
  if (!file.is_cpp() || is_outside(file.path))
    return found;
  for (const auto& include : includes_of(file)) {
    bool known = false;
    bool home = false;
    for (const auto& entry : libraries) {
      if (include.quoted || !include.target.starts_with(entry.prefix))
        continue;
      known = true;
      home = home || lives_in(entry, file);
    }
    if (known && !home)
      found.push_back(
          {file.path, include.line, "<" + std::string(include.target) + "> does not live here"});
  }
  return found;
}

std::vector<finding> pure_events(const source_file& file) {
  std::vector<finding> found;
  if (!file.is_cpp() || !file.below("events"))
    return found;
  for (const auto& include : includes_of(file)) {
    if (include.quoted)
      continue;
    const bool impure = include.target.find_first_of("/.") != std::string_view::npos ||
                        std::find(impure_headers.begin(), impure_headers.end(), include.target) !=
                            impure_headers.end();
    if (impure)
      found.push_back(
          {file.path, include.line, "<" + std::string(include.target) + "> is not pure"});
  }
  const auto code = code_only(file.text);
  std::size_t number = 0;
  for (const auto line : lines_of(code)) {
    ++number;
    for (const auto word : impure_words)
      if (find_word(line, word) != std::string_view::npos)
        found.push_back({file.path, number, std::string(word) + " is not pure"});
  }
  return found;
}

} // namespace gatehouse::tidy
