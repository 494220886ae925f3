#include "tests/tidy/generated_page.hpp"
#include "tests/tidy/source_tree.hpp"

#include <algorithm>

namespace gatehouse::tidy {
namespace {

std::string text_of(std::string_view path) {
  for (const auto& file : source_tree())
    if (file.path == path)
      return file.text;
  return {};
}

TEST(ErrorsPage, EqualsTheList) {
  EXPECT_TRUE(page_holds("docs/errors.md", errors_page()));
}

TEST(LimitsPage, EqualsTheHeader) {
  EXPECT_TRUE(page_holds("docs/limits.md", limits_page(text_of("events/core/limits.hpp"))));
}

TEST(LimitsPage, ReadsNumbersAndDurations) {
  const auto page = limits_page("// -- a and b -----\n"
                                "inline constexpr std::size_t a_max = 4u << 20; ///< an a\n"
                                "inline constexpr auto b = 30s;\n"
                                "inline constexpr std::size_t c = 10'000;\n");
  EXPECT_NE(page.find("\n## a and b\n"), page.npos) << page;
  EXPECT_NE(page.find("| `a_max` | 4 Mi | an a |\n"), page.npos) << page;
  EXPECT_NE(page.find("| `b` | 30s |  |\n"), page.npos) << page;
  EXPECT_NE(page.find("| `c` | 10000 |  |\n"), page.npos) << page;
}

TEST(GeneratedPage, SeesADifference) {
  EXPECT_TRUE(same_page("docs/a.md", "# a\n", "# a\n"));
  const auto result = same_page("docs/a.md", "# a\n", "# b\n");
  EXPECT_FALSE(result);
  EXPECT_NE(std::string(result.message()).find("GATEHOUSE_UPDATE=1"), std::string::npos);
}

} // namespace
} // namespace gatehouse::tidy
