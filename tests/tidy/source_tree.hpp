#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

/// The tree as the tidy rules see it: files of text, and what a rule has to say about one.
///
/// Ownership: everything is a value.
namespace gatehouse::tidy {

struct source_file {
  std::string path; ///< from the root of the tree, with '/'
  std::string text;

  [[nodiscard]] bool is_cpp() const; ///< .cpp, .hpp
  [[nodiscard]] bool below(std::string_view folder) const;
  [[nodiscard]] bool ends_with(std::string_view suffix) const;
};

/// One broken rule. `line` counts from 1; 0 means the whole file.
struct finding {
  std::string path;
  std::size_t line;
  std::string message;

  bool operator==(const finding&) const = default;
};

std::ostream& operator<<(std::ostream& out, const finding& found);

/// A rule looks at one file.
using rule = std::vector<finding> (*)(const source_file&);

/// Returns the text files of the tree at the working directory, sorted by path. Build output,
/// installed modules, corpora and golden files are not ours to judge.
const std::vector<source_file>& source_tree();

/// Returns what `check` finds in the whole tree.
std::vector<finding> check_tree(rule check);

/// Returns `text` cut at its line ends.
std::vector<std::string_view> lines_of(std::string_view text);

/// Returns C++ `text` with comments and the insides of literals blanked; every other character
/// keeps its place.
std::string code_only(std::string_view text);

/// Returns where `word` stands in `text` at or after `from`, not as a part of a longer word; npos
/// when nowhere.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0);

} // namespace gatehouse::tidy
