#include "tests/tidy/musts.hpp"

namespace gatehouse::tidy {

namespace {

std::string cell(std::string_view text) {
  return " " + std::string(text) + " |";
}

/// Returns what the last column says of `one`.
std::string held_by(const must& one, const musts_held& held, const musts_excused& excused) {
  if (const auto tests = held.find(one.id); tests != held.end()) {
    std::string names;
    for (const auto& test : tests->second)
      names += (names.empty() ? "`" : ", `") + test + "`";
    return names;
  }
  const auto reason = excused.find(one.id);
  return reason == excused.end() ? "**open**" : "does not apply: " + reason->second;
}

std::string row_of(const must& one, const musts_held& held, const musts_excused& excused) {
  return "|" + cell(one.id) + cell(one.who + " " + one.level) + cell(one.what) +
         cell(held_by(one, held, excused)) + "\n";
}

std::string count_row(std::string_view name, const must_count& count) {
  return "|" + cell(name) + cell(std::to_string(count.held)) + cell(std::to_string(count.excused)) +
         cell(std::to_string(count.open)) + "\n";
}

} // namespace

must_count count_musts(const must_family& family, const musts_held& held,
                       const musts_excused& excused) {
  must_count count;
  for (const auto& one : family.members)
    if (one.is_must())
      ++(held.contains(one.id)      ? count.held
         : excused.contains(one.id) ? count.excused
                                    : count.open);
  return count;
}

std::string musts_page(const std::vector<must_family>& families, const musts_held& held,
                       const musts_excused& excused) {
  std::string counts;
  std::string tables;
  must_count all;
  for (const auto& family : families) {
    const auto count = count_musts(family, held, excused);
    all = {all.held + count.held, all.excused + count.excused, all.open + count.open};
    counts += count_row(family.name, count);
    tables += "\n## " + family.name + ": " + family.title +
              "\n\n| id | who | what | held by |\n|---|---|---|---|\n";
    for (const auto& one : family.members)
      if (one.is_must() || held.contains(one.id))
        tables += row_of(one, held, excused);
  }
  return "# What MCP demands, and what holds it\n\n"
         "Every MUST and MUST NOT of the two revisions 2025-11-25 and 2026-07-28, in our words: "
         "`S-` stands in both, `L-` in the former only, `M-` in the latter only. A gateway is a "
         "server to its clients and a client to its servers. Of what is only recommended, this "
         "page has what a test names. AS is an authorization server, PRM the metadata of a "
         "protected resource, CIMD a document of a client's metadata; `[cap ...]` and the like "
         "limit a rule to those who offer or do that.\n\n"
         "A test stands here because it names the id, and names it because it sends the message "
         "that breaks the rule, or asserts the answer that the rule demands. What has neither a "
         "test nor a reason is open. This page is made from "
         "[musts.txt](../tests/tidy/musts.txt), [musts_reasons.txt](../tests/tidy/"
         "musts_reasons.txt) and the tests.\n\n"
         "| family | held | does not apply | open |\n|---|---|---|---|\n" +
         counts + count_row("all", all) + tables;
}

} // namespace gatehouse::tidy
