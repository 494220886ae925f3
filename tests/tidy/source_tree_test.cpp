#include "tests/tidy/source_tree.hpp"

#include <gtest/gtest.h>

namespace gatehouse::tidy {
namespace {

TEST(SourceTree, IsReadFromTheRoot) {
  const auto& files = source_tree();
  const auto is_root = [](const source_file& file) { return file.path == "CMakePresets.json"; };
  EXPECT_TRUE(std::any_of(files.begin(), files.end(), is_root))
      << "run this program at the root of the tree";
}

TEST(SourceTree, CutsLines) {
  EXPECT_EQ(lines_of("a\n\nb"), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(lines_of("a\n"), (std::vector<std::string_view>{"a"}));
}

TEST(SourceTree, FindsWholeWords) {
  EXPECT_EQ(find_word("rethrow throw", "throw"), 8u);
  EXPECT_EQ(find_word("throws", "throw"), std::string_view::npos);
  EXPECT_EQ(find_word("x assert(false)", "assert(false"), 2u);
}

TEST(CodeOnly, BlanksCommentsAndLiterals) {
  EXPECT_EQ(code_only("a; // b\nc;"), "a;     \nc;");
  EXPECT_EQ(code_only("a /* b\nc */ d"), "a     \n     d");
  EXPECT_EQ(code_only("f(\"{\\\"\", '{');"), "f(\"   \", ' ');");
  EXPECT_EQ(code_only("R\"x({)x\";"), "        ;");
  EXPECT_EQ(code_only("10'000 + 1'0;"), "10'000 + 1'0;");
}

} // namespace
} // namespace gatehouse::tidy
