#pragma once

#include "tests/tidy/source_tree.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The requirements of the two revisions of MCP that we speak, and what holds them.
///
/// musts.txt lists them in the words of this project, `id level who | what`, below one line a
/// family, `family | title`. S- stands in both revisions, L- in 2025-11-25 only, M- in 2026-07-28
/// only. A test names what it holds by the id, in a comment above or inside it: one, several with
/// commas between them, or `M-HTTP-20 to M-HTTP-26`. musts_reasons.txt says of others why they do
/// not apply: `ids | reason`.
namespace gatehouse::tidy {

struct must {
  std::string id;
  std::string level; ///< MUST, MUST NOT, SHOULD, SHOULD NOT
  std::string who;
  std::string what;

  [[nodiscard]] bool is_must() const { return level.starts_with("MUST"); }
};

struct must_family {
  std::string name;
  std::string title;
  std::vector<must> members;
};

/// Reads musts.txt.
std::vector<must_family> read_musts(std::string_view text);

/// An id that a file names, and the test it stands in or right above; a file of another kind than
/// C++ tests stands for itself. Empty: there is no test at that place.
struct named_must {
  std::string id;
  std::string test;
  std::size_t line;

  bool operator==(const named_must&) const = default;
};

/// Returns the ids in `line`, ranges written out.
std::vector<std::string> must_ids_in(std::string_view line);

/// Returns what a file below tests/ names, in its order.
std::vector<named_must> named_musts(const source_file& file);

using musts_held = std::map<std::string, std::set<std::string>, std::less<>>; ///< tests by id
using musts_excused = std::map<std::string, std::string, std::less<>>;        ///< reason by id

musts_held held_in(const std::vector<source_file>& tree);

/// Reads musts_reasons.txt.
musts_excused read_excuses(std::string_view text);

/// How many MUSTs of a family there are, by what holds them.
struct must_count {
  std::size_t held = 0;
  std::size_t excused = 0;
  std::size_t open = 0;
};

must_count count_musts(const must_family& family, const musts_held& held,
                       const musts_excused& excused);

/// Returns docs/musts.md.
std::string musts_page(const std::vector<must_family>& families, const musts_held& held,
                       const musts_excused& excused);

} // namespace gatehouse::tidy
