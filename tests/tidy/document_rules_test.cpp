#include "tests/tidy/rules.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(OneTitle, HoldsInTheTree) {
  EXPECT_THAT(check_tree(one_title), IsEmpty());
}

TEST(OneTitle, SeesNoneAndTwo) {
  EXPECT_THAT(one_title({"a.md", "text\n"}),
              ElementsAre(finding{"a.md", 1, "start with the title, '# ...'"}));
  EXPECT_THAT(one_title({"a.md", "# a\n```\n# a comment\n```\n# b\n"}),
              ElementsAre(finding{"a.md", 5, "a second title"}));
}

TEST(LiveLinks, HoldInTheTree) {
  EXPECT_THAT(check_tree(live_links), IsEmpty());
}

TEST(LiveLinks, SeeADeadOne) {
  EXPECT_THAT(live_links({"docs/a.md", "[a](../CMakeLists.txt#x) [b](https://b) [c](c.md)\n"}),
              ElementsAre(finding{"docs/a.md", 1, "a link to nowhere: c.md"}));
}

TEST(NamedTests, ExistInTheTree) {
  EXPECT_THAT(check_tree(named_tests), IsEmpty());
}

TEST(NamedTests, SeeAnInventedOne) {
  EXPECT_THAT(
      named_tests({"a.md", "held by `NamedTests.SeeAnInventedOne` and `No.Such`, `a.md`\n"}),
      ElementsAre(finding{"a.md", 1, "there is no test No.Such"}));
}

} // namespace
} // namespace gatehouse::tidy
