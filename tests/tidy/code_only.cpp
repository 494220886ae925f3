#include "tests/tidy/source_tree.hpp"

namespace gatehouse::tidy {

namespace {

/// Walks C++ text and blanks what is not code.
class blanker {
public:
  explicit blanker(std::string_view text) : out_(text) {}

  std::string run() {
    while (at_ < out_.size())
      step();
    return std::move(out_);
  }

private:
  [[nodiscard]] bool here(std::string_view word) const {
    return std::string_view(out_).substr(at_).starts_with(word);
  }

  void step() {
    if (here("//"))
      blank_to(out_.find('\n', at_));
    else if (here("/*"))
      blank_to(after(out_.find("*/", at_ + 2), 2));
    else if (here("R\"") && !follows_word())
      raw_string();
    else if (out_[at_] == '"')
      literal('"');
    else if (out_[at_] == '\'' && !follows_word()) // 10'000 is a number
      literal('\'');
    else
      ++at_;
  }

  [[nodiscard]] bool follows_word() const {
    if (at_ == 0)
      return false;
    const char c = out_[at_ - 1];
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static std::size_t after(std::size_t found, std::size_t size) {
    return found == std::string::npos ? found : found + size;
  }

  void blank_to(std::size_t end) {
    for (end = std::min(end, out_.size()); at_ < end; ++at_)
      if (out_[at_] != '\n')
        out_[at_] = ' ';
  }

  void raw_string() {
    const auto open = out_.find('(', at_);
    if (open == std::string::npos)
      return blank_to(open);
    const auto close = ')' + out_.substr(at_ + 2, open - at_ - 2) + '"';
    blank_to(after(out_.find(close, open), close.size()));
  }

  void literal(char quote) {
    auto end = at_ + 1;
    while (end < out_.size() && out_[end] != quote && out_[end] != '\n')
      end += out_[end] == '\\' ? 2 : 1;
    ++at_;
    blank_to(end);
    ++at_;
  }

  std::string out_;
  std::size_t at_ = 0;
};

} // namespace

std::string code_only(std::string_view text) {
  return blanker(text).run();
}

} // namespace gatehouse::tidy
