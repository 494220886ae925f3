#include "tests/tidy/source_tree.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace gatehouse::tidy {

namespace {

namespace fs = std::filesystem;

constexpr auto skipped_folders =
    std::to_array<std::string_view>({".git", "build", "run", "node_modules", "golden", "corpus"});

bool is_word_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool skipped(const std::string& name) {
  return std::find(skipped_folders.begin(), skipped_folders.end(), name) != skipped_folders.end();
}

std::vector<source_file> load_tree() {
  std::vector<source_file> files;
  for (auto at = fs::recursive_directory_iterator("."); at != fs::recursive_directory_iterator();
       ++at) {
    if (at->is_directory() && skipped(at->path().filename().string())) {
      at.disable_recursion_pending();
      continue;
    }
    if (!at->is_regular_file() || skipped(at->path().filename().string())) // .git of a worktree
      continue;
    std::ifstream in(at->path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.find('\0') == std::string::npos)
      files.push_back({at->path().lexically_relative(".").generic_string(), std::move(text)});
  }
  std::sort(files.begin(), files.end(),
            [](const source_file& a, const source_file& b) { return a.path < b.path; });
  return files;
}

} // namespace

bool source_file::is_cpp() const {
  return ends_with(".cpp") || ends_with(".hpp");
}

bool source_file::below(std::string_view folder) const {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

bool source_file::ends_with(std::string_view suffix) const {
  return path.ends_with(suffix);
}

std::ostream& operator<<(std::ostream& out, const finding& found) {
  return out << found.path << ':' << found.line << ": " << found.message;
}

const std::vector<source_file>& source_tree() {
  static const auto files = load_tree();
  return files;
}

std::vector<finding> check_tree(rule check) {
  std::vector<finding> all;
  for (const auto& file : source_tree()) {
    auto found = check(file);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  for (auto at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool starts =
        at == 0 || !is_word_character(word.front()) || !is_word_character(text[at - 1]);
    const bool ends =
        end == text.size() || !is_word_character(word.back()) || !is_word_character(text[end]);
    if (starts && ends)
      return at;
  }
  return std::string_view::npos;
}

} // namespace gatehouse::tidy
