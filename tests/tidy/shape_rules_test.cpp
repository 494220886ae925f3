#include "tests/tidy/rules.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string repeat(std::string_view line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i)
    text += line;
  return text;
}

TEST(FileLength, HoldsInTheTree) {
  EXPECT_THAT(check_tree(file_length), IsEmpty());
}

TEST(FileLength, SeesOneLineTooMany) {
  EXPECT_THAT(file_length({"a.cpp", repeat("\n", 400)}), IsEmpty());
  EXPECT_THAT(file_length({"a.cpp", repeat("\n", 401)}), SizeIs(1));
}

TEST(FunctionLength, HoldsInTheTree) {
  EXPECT_THAT(check_tree(function_length), IsEmpty());
}

TEST(FunctionLength, SeesOneLineTooMany) {
  const auto body = [](int lines) {
    return "int f(\n  int x) {\n" + repeat("  {}\n", lines) + "}\n";
  };
  EXPECT_THAT(function_length({"a.cpp", body(68)}), IsEmpty());
  EXPECT_THAT(function_length({"a.cpp", body(69)}),
              ElementsAre(finding{"a.cpp", 2, "a function of 71 lines"}));
}

TEST(FunctionLength, LooksInsideClassesAndNamespaces) {
  const auto text =
      "namespace a {\nstruct b {\n  void f() const {\n" + repeat("  g();\n", 69) + "  }\n};\n}\n";
  EXPECT_THAT(function_length({"a.hpp", text}),
              ElementsAre(finding{"a.hpp", 3, "a function of 71 lines"}));
  EXPECT_THAT(function_length({"a.hpp", "struct b {\n" + repeat("  int x;\n", 90) + "};\n"}),
              IsEmpty());
}

TEST(LineLength, HoldsInTheTree) {
  EXPECT_THAT(check_tree(line_length), IsEmpty());
}

TEST(LineLength, CountsColumnsNotBytes) {
  EXPECT_THAT(line_length({"a.cpp", repeat("\xC3\xA4", 100) + "\n"}), IsEmpty());
  EXPECT_THAT(line_length({"a.cpp", repeat("\xC3\xA4", 101) + "\n"}),
              ElementsAre(finding{"a.cpp", 1, "101 columns"}));
}

TEST(WhiteSpace, IsCleanInTheTree) {
  EXPECT_THAT(check_tree(white_space), IsEmpty());
}

TEST(WhiteSpace, SeesWhatNobodySees) {
  EXPECT_THAT(white_space({"a.md", "a \n\tb\nc"}),
              ElementsAre(finding{"a.md", 1, "white space at the end of the line"},
                          finding{"a.md", 2, "a tab"},
                          finding{"a.md", 3, "no newline at the end of the file"}));
}

TEST(HeaderGuard, HoldsInTheTree) {
  EXPECT_THAT(check_tree(header_guard), IsEmpty());
}

TEST(HeaderGuard, SeesAMissingOne) {
  EXPECT_THAT(header_guard({"a.hpp", "#ifndef A\n"}), SizeIs(1));
}

TEST(OneDefinition, HoldsInTheTree) {
  EXPECT_THAT(check_tree(one_definition), IsEmpty());
}

TEST(OneDefinition, SeesATypeOfAnotherHeader) {
  const auto twice = [](std::string_view line) {
    return one_definition({"a.hpp", std::string{line} + "\n};\n"});
  };
  EXPECT_THAT(twice("struct journal_position {"), SizeIs(1));
  EXPECT_THAT(twice("class journal : public x {"), SizeIs(1));
  EXPECT_THAT(twice("class journal;"), IsEmpty());
  EXPECT_THAT(twice("  struct journal {"), IsEmpty());
  EXPECT_THAT(twice("struct enum_names<int> {"), IsEmpty());
  EXPECT_THAT(twice("struct name_that_nobody_has {"), IsEmpty());
}

} // namespace
} // namespace gatehouse::tidy
