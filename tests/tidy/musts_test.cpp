#include "tests/support/golden_file.hpp"
#include "tests/tidy/musts.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// MUSTs that no test names and no reason excuses. It only shrinks.
constexpr std::size_t open_musts = 0;

const std::string list_path = "tests/tidy/musts.txt";
const std::string reasons_path = "tests/tidy/musts_reasons.txt";

/// The list, the tests and the reasons of this tree.
class Musts : public testing::Test {
protected:
  std::set<std::string> known() const {
    std::set<std::string> ids;
    for (const auto& family : families)
      for (const auto& one : family.members)
        ids.insert(one.id);
    return ids;
  }

  std::vector<must_family> families = read_musts(text_of_file(list_path));
  musts_held held = held_in(source_tree());
  musts_excused excused = read_excuses(text_of_file(reasons_path));
};

TEST_F(Musts, AreListedOnceEach) {
  std::size_t count = 0;
  for (const auto& family : families) {
    count += family.members.size();
    for (const auto& one : family.members)
      EXPECT_TRUE(one.id.starts_with(family.name + "-")) << one.id;
  }
  EXPECT_EQ(known().size(), count);
  EXPECT_GT(count, 500u);
}

TEST_F(Musts, AreNamedAsTheyAreListed) {
  const auto ids = known();
  std::vector<finding> unknown;
  for (const auto& file : source_tree())
    for (const auto& [id, test, line] : named_musts(file))
      if (!ids.contains(id) || test.empty())
        unknown.push_back({file.path, line, test.empty() ? id + " stands beside no test" : id});
  EXPECT_THAT(unknown, IsEmpty());
}

TEST_F(Musts, AreExcusedWithAReasonOnlyWhenNoTestHoldsThem) {
  const auto ids = known();
  for (const auto& [id, reason] : excused) {
    EXPECT_TRUE(ids.contains(id)) << id;
    EXPECT_FALSE(reason.empty()) << id;
    EXPECT_FALSE(held.contains(id)) << id << " is held by " << *held.find(id)->second.begin();
  }
}

TEST_F(Musts, AreOpenInAFallingNumberOnly) {
  std::size_t open = 0;
  for (const auto& family : families)
    open += count_musts(family, held, excused).open;
  EXPECT_EQ(open, open_musts) << "more: name or write a test; fewer: lower open_musts";
}

TEST_F(Musts, HaveTheirPage) {
  EXPECT_TRUE(page_holds("docs/musts.md", musts_page(families, held, excused)));
}

TEST(MustIds, AreReadOneByOneAndInRanges) {
  EXPECT_THAT(must_ids_in("// S-HTTP-03, L-TRANS-31: both"),
              ElementsAre("S-HTTP-03", "L-TRANS-31"));
  EXPECT_THAT(must_ids_in("// M-HTTP-08 to M-HTTP-10 (M-SUBS-01)"),
              ElementsAre("M-HTTP-08", "M-HTTP-09", "M-HTTP-10", "M-SUBS-01"));
  EXPECT_THAT(must_ids_in("M-HTTP-08..M-HTTP-09"), ElementsAre("M-HTTP-08", "M-HTTP-09"));
  EXPECT_THAT(must_ids_in("XS-HTTP-03 A-S-HTTP-03 S-HTTP-x S-03 S-HTTP-3"), IsEmpty());
}

TEST(NamedMusts, BelongToTheTestTheyStandAboveOrIn) {
  const source_file file{"tests/http/a_test.cpp", "// L-PING-01\n"
                                                  "// S-BASE-04\n"
                                                  "TEST(A, B) {\n"
                                                  "  run(); // S-BASE-05\n"
                                                  "}\n"
                                                  "// S-BASE-06\n"
                                                  "\n"
                                                  "RC_GTEST_PROP(C,\n"
                                                  "              D, (int)) {\n"
                                                  "}\n"};
  EXPECT_THAT(named_musts(file),
              ElementsAre(named_must{"L-PING-01", "A.B", 1}, named_must{"S-BASE-04", "A.B", 2},
                          named_must{"S-BASE-05", "A.B", 4}, named_must{"S-BASE-06", "", 6}));
  EXPECT_THAT(named_musts({"tests/clients/a.mjs", "// L-PING-01\n"}),
              ElementsAre(named_must{"L-PING-01", "tests/clients/a.mjs", 1}));
  EXPECT_THAT(named_musts({"http/a.cpp", "// L-PING-01\n"}), IsEmpty());
}

TEST(MustsPage, ShowsWhatHoldsEach) {
  const auto families = read_musts("S-A | first\n"
                                   "S-A-01 MUST NOT both | be held\n"
                                   "S-A-02 MUST server | be excused\n"
                                   "S-A-03 MUST client | be open\n"
                                   "S-A-04 SHOULD client | be left out\n"
                                   "S-A-05 SHOULD client | be shown\n");
  const auto page = musts_page(families, {{"S-A-01", {"A.B", "A.C"}}, {"S-A-05", {"A.D"}}},
                               read_excuses("S-A-02 to S-A-02 | we are none\n"));
  EXPECT_TRUE(page.ends_with("| S-A | 1 | 1 | 1 |\n"
                             "| all | 1 | 1 | 1 |\n"
                             "\n## S-A: first\n\n"
                             "| id | who | what | held by |\n"
                             "|---|---|---|---|\n"
                             "| S-A-01 | both MUST NOT | be held | `A.B`, `A.C` |\n"
                             "| S-A-02 | server MUST | be excused | does not apply: we are none |\n"
                             "| S-A-03 | client MUST | be open | **open** |\n"
                             "| S-A-05 | client SHOULD | be shown | `A.D` |\n"))
      << page;
}

} // namespace
} // namespace gatehouse::tidy
