#include "tests/tidy/rules.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(BannedWords, AreNotInTheTree) {
  EXPECT_THAT(check_tree(banned_words), IsEmpty());
}

TEST(BannedWords, AreSeenWithWhatToUseInstead) {
  EXPECT_THAT(banned_words({"app/a.cpp", "out << std::endl;\n"}),
              ElementsAre(finding{"app/a.cpp", 1, "std::endl; instead: '\\n'"}));
  EXPECT_THAT(banned_words({"README.md", "a TODO\n"}), SizeIs(1));
  EXPECT_THAT(banned_words({"http/a.cpp", "throw 1;\n"}), SizeIs(1));
  EXPECT_THAT(banned_words({"tests/unit/a.cpp", "std::this_thread::sleep_for(1s);\n"}), SizeIs(1));
}

TEST(BannedWords, MayStandInCommentsAndTests) {
  EXPECT_THAT(banned_words({"http/a.cpp", "// Botan may throw here.\n"}), IsEmpty());
  EXPECT_THAT(banned_words({"tests/unit/a.cpp", "throw 1;\n"}), IsEmpty());
}

TEST(EmptyNames, AreNotInTheTree) {
  EXPECT_THAT(check_tree(empty_names), IsEmpty());
}

TEST(EmptyNames, AreSeenInFilesAndCode) {
  EXPECT_THAT(empty_names({"http/string_util.hpp", ""}), SizeIs(1));
  EXPECT_THAT(
      empty_names({"http/a.hpp", "class session_manager;\n"}),
      ElementsAre(finding{"http/a.hpp", 1, "'session_manager' says nothing: name the thing"}));
  EXPECT_THAT(empty_names({"http/a.hpp", "int futile; // a helper\n"}), IsEmpty());
}

TEST(DeadComments, AreNotInTheTree) {
  EXPECT_THAT(check_tree(dead_comments), IsEmpty());
}

TEST(DeadComments, AreSeen) {
  EXPECT_THAT(dead_comments({"a.cpp", "  // f(x);\n"}), SizeIs(1));
  EXPECT_THAT(dead_comments({"a.cpp", "// It ends like prose.\n"}), IsEmpty());
}

TEST(MachineTraces, AreNotInTheTree) {
  EXPECT_THAT(check_tree(machine_traces), IsEmpty());
}

TEST(MachineTraces, AreSeen) {
  EXPECT_THAT(machine_traces({"docs/a.md", std::string{"see /home"} + "/me\n"}), SizeIs(1));
  EXPECT_THAT(machine_traces({"a/package-lock.json", std::string{"\"resolved"} + "\": 1\n"}),
              SizeIs(1));
}

} // namespace
} // namespace gatehouse::tidy
