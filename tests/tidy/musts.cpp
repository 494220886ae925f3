#include "tests/tidy/musts.hpp"

#include "tests/tidy/test_names.hpp"

#include <algorithm>

namespace gatehouse::tidy {

namespace {

constexpr std::string_view between = " | ";

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Returns the length of the id that `text` begins with, 0 if it begins with none.
std::size_t id_length(std::string_view text) {
  if (text.size() < 2 || std::string_view("SLM").find(text[0]) == text.npos || text[1] != '-')
    return 0;
  std::size_t at = 2;
  while (at < text.size() && is_capital(text[at]))
    ++at;
  if (at == 2 || at + 2 >= text.size() || text[at] != '-' || !is_digit(text[at + 1]) ||
      !is_digit(text[at + 2]))
    return 0;
  return at + 3;
}

std::string_view family_of(std::string_view id) {
  return id.substr(0, id.rfind('-'));
}

int number_of(std::string_view id) {
  return (id[id.size() - 2] - '0') * 10 + (id.back() - '0');
}

/// Adds what lies between the last of `ids` and `to`, if that is one of the same family.
void add_range(std::vector<std::string>& ids, std::string_view to) {
  const auto from = ids.back();
  if (family_of(from) != family_of(to))
    return;
  for (int number = number_of(from) + 1; number < number_of(to); ++number)
    ids.push_back(std::string(family_of(from)) + (number < 10 ? "-0" : "-") +
                  std::to_string(number));
}

/// Which test a line of C++ belongs to.
class test_tracker {
public:
  /// Returns the test that begins at `text`, the rest of the file from this line, or that goes on.
  const std::string& at(std::string_view text) {
    if (auto name = test_begun_by(text); !name.empty())
      current_ = std::move(name);
    else if (text.starts_with('}'))
      current_.clear();
    return current_;
  }

private:
  std::string current_;
};

} // namespace

std::vector<must_family> read_musts(std::string_view text) {
  std::vector<must_family> families;
  for (const auto line : lines_of(text)) {
    const auto bar = line.find(between);
    const auto head = line.substr(0, bar);
    const auto rest = line.substr(std::min(line.size(), bar + between.size()));
    const auto id = id_length(line);
    if (id == 0) {
      families.push_back({std::string(head), std::string(rest), {}});
      continue;
    }
    const auto who = head.rfind(' ') + 1;
    families.back().members.push_back({std::string(line.substr(0, id)),
                                       std::string(line.substr(id + 1, who - id - 2)),
                                       std::string(head.substr(who)), std::string(rest)});
  }
  return families;
}

std::vector<std::string> must_ids_in(std::string_view line) {
  std::vector<std::string> ids;
  std::size_t end_of_last = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const bool inside = at > 0 && (is_capital(line[at - 1]) || line[at - 1] == '-');
    const auto length = inside ? 0 : id_length(line.substr(at));
    if (length == 0)
      continue;
    const auto gap = line.substr(end_of_last, at - end_of_last);
    if (!ids.empty() && (gap == " to " || gap == ".."))
      add_range(ids, line.substr(at, length));
    ids.emplace_back(line.substr(at, length));
    end_of_last = at + length;
    at = end_of_last - 1;
  }
  return ids;
}

std::vector<named_must> named_musts(const source_file& file) {
  std::vector<named_must> named;
  if (!file.below("tests") || file.below("tests/tidy"))
    return named;
  const bool has_tests = file.ends_with("_test.cpp");
  test_tracker tests;
  std::size_t waiting = 0; // of `named`, from here on, for the test below their comment
  std::size_t number = 0;
  for (const auto line : lines_of(file.text)) {
    ++number;
    const std::string_view rest(line.data(), file.text.data() + file.text.size() - line.data());
    const auto test = has_tests ? tests.at(rest) : file.path;
    for (; !test.empty() && waiting < named.size(); ++waiting)
      named[waiting].test = test;
    if (!line.starts_with("//"))
      waiting = named.size(); // nothing follows the comment that could hold them
    for (auto& id : must_ids_in(line))
      named.push_back({std::move(id), test, number});
    if (!test.empty())
      waiting = named.size();
  }
  return named;
}

musts_held held_in(const std::vector<source_file>& tree) {
  musts_held held;
  for (const auto& file : tree)
    for (auto& [id, test, line] : named_musts(file))
      held[id].insert(test);
  return held;
}

musts_excused read_excuses(std::string_view text) {
  musts_excused excused;
  for (const auto line : lines_of(text)) {
    const auto bar = line.find(between);
    for (const auto& id : must_ids_in(line.substr(0, bar)))
      excused[id] = line.substr(std::min(line.size(), bar + between.size()));
  }
  return excused;
}

} // namespace gatehouse::tidy
