#include "app/words.hpp"

namespace gatehouse {

namespace {

/// Reads one word after the other.
class splitter {
public:
  explicit splitter(std::string_view text) : rest_(text) {}

  bool next(std::string& word) {
    while (!rest_.empty() && is_blank(rest_.front()))
      rest_.remove_prefix(1);
    if (rest_.empty())
      return false;
    word.clear();
    while (!rest_.empty() && !is_blank(rest_.front()))
      piece(word);
    return true;
  }

  bool balanced() const { return balanced_; }

private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

  char take() {
    const char first = rest_.front();
    rest_.remove_prefix(1);
    return first;
  }

  void piece(std::string& word) {
    const char first = take();
    if (first == '\'')
      single_quoted(word);
    else if (first == '"')
      double_quoted(word);
    else if (first == '\\')
      escaped(word);
    else
      word.push_back(first);
  }

  void escaped(std::string& word) {
    balanced_ = balanced_ && !rest_.empty();
    if (!rest_.empty())
      word.push_back(take());
  }

  void single_quoted(std::string& word) {
    const auto end = rest_.find('\'');
    balanced_ = balanced_ && end != std::string_view::npos;
    word.append(rest_.substr(0, end));
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  }

  void double_quoted(std::string& word) {
    while (!rest_.empty() && rest_.front() != '"') {
      const char one = take();
      const bool escape = one == '\\' && !rest_.empty() &&
                          std::string_view{"\"\\$`"}.find(rest_.front()) != std::string_view::npos;
      word.push_back(escape ? take() : one);
    }
    balanced_ = balanced_ && !rest_.empty();
    if (!rest_.empty())
      rest_.remove_prefix(1);
  }

  std::string_view rest_;
  bool balanced_ = true;
};

} // namespace

outcome<std::vector<std::string>> split_words(std::string_view command) {
  splitter words(command);
  std::vector<std::string> all;
  for (std::string word; words.next(word);)
    all.push_back(word);
  if (!words.balanced())
    return failure{errc::invalid_argument, "A quote in the command does not end."};
  if (all.empty())
    return failure{errc::invalid_argument, "The command is empty."};
  return all;
}

} // namespace gatehouse
