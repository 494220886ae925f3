#include "events/core/limits.hpp"
#include "events/policy/pattern.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace gatehouse {
namespace {

bool is_pattern(std::string_view text) {
  return static_cast<bool>(pattern::parse(text));
}

bool matches(std::string_view text, std::string_view address) {
  auto parsed = pattern::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed && parsed->matches(address);
}

TEST(Pattern, IsRefusedWhenMalformed) {
  for (auto text : {"", ".", ".a", "a.", "a..b", "*.a", "*.*", "me*", "a*", "a.b*", "a.*b", "**",
                    "a.**", "a.*.b*"})
    EXPECT_FALSE(is_pattern(text)) << text;
}

TEST(Pattern, IsReadWhenWellFormed) {
  for (auto text : {"*", "a", "a.b", "a.*", "a.*.b", "a.*.*.b.*", "github.*.*.repos.list"})
    EXPECT_TRUE(is_pattern(text)) << text;
}

TEST(Pattern, NamesTheCulpritInItsError) {
  auto refused = pattern::parse("me*");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(),
            (failure{errc::invalid_argument, "Invalid toolkit policy pattern: me*"}));
}

TEST(Pattern, IsPlainText) {
  EXPECT_TRUE(is_pattern("docs.org.main.resource:https://a.example/\xC3\xBC"));
  for (std::string_view text :
       {std::string_view{"a.b\0", 4}, std::string_view{"a\n.b"}, std::string_view{"a.\x1B[2J"},
        std::string_view{"a.\x7F"}, std::string_view{"a.\xC3"}, std::string_view{"a.\xC2\x9B"}}) {
    auto refused = pattern::parse(text);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(),
              (failure{errc::invalid_argument, "Invalid toolkit policy pattern: it holds control "
                                               "characters or is not UTF-8"}));
  }
}

TEST(Pattern, IsBounded) {
  std::string longest(limits::pattern_bytes_max, 'a');
  EXPECT_TRUE(is_pattern(longest));
  auto refused = pattern::parse(longest + "a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::invalid_argument);
  EXPECT_LT(refused.error().detail.size(), 100u);
}

TEST(Pattern, KeepsItsText) {
  EXPECT_EQ(pattern::parse("github.*.*.repos.*")->text(), "github.*.*.repos.*");
}

TEST(Pattern, StarAloneMatchesEverything) {
  EXPECT_TRUE(matches("*", "vercel"));
  EXPECT_TRUE(matches("*", "vercel.org.main.dns.create"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_EQ(pattern::everything(), *pattern::parse("*"));
}

TEST(Pattern, TrailingStarMatchesThePrefixAndAllThatIsDeeper) {
  EXPECT_TRUE(matches("vercel.dns.*", "vercel.dns.create"));
  EXPECT_TRUE(matches("vercel.dns.*", "vercel.dns.zones.list"));
  EXPECT_TRUE(matches("vercel.dns.*", "vercel.dns"));
  EXPECT_FALSE(matches("vercel.dns.*", "vercel.dnstool"));
  EXPECT_FALSE(matches("vercel.dns.*", "vercel"));
  EXPECT_FALSE(matches("vercel.*", "vercelapp.deploy"));
}

TEST(Pattern, StarInsideTakesExactlyOneSegment) {
  EXPECT_TRUE(matches("github.*.*.repos.list", "github.org.acme.repos.list"));
  EXPECT_FALSE(matches("github.*.*.repos.list", "github.acme.repos.list"));
  EXPECT_FALSE(matches("github.*.*.repos.list", "github.org.acme.eu.repos.list"));
  EXPECT_TRUE(matches("github.*.*.repos.*", "github.org.acme.repos"));
  EXPECT_TRUE(matches("github.*.*.repos.*", "github.org.acme.repos.a.b"));
  EXPECT_FALSE(matches("github.*.*.repos.*", "github.org.acme.deploy"));
}

TEST(Pattern, LiteralsAreComparedWholeAndCaseSensitively) {
  EXPECT_FALSE(matches("github.user.alice.repos.*", "github.user.bob.repos.list"));
  EXPECT_TRUE(matches("a.b", "a.b"));
  EXPECT_FALSE(matches("a.b", "a.B"));
  EXPECT_FALSE(matches("a.b", "a.b.c"));
  EXPECT_FALSE(matches("a.b", "a"));
}

TEST(Pattern, TakesAResourceAsOneSegmentWhateverItsDots) {
  constexpr std::string_view address = "docs.org.main.resource:https://a.example/b..c.";
  EXPECT_TRUE(matches("docs.*.*.*", address));
  EXPECT_TRUE(matches("docs.org.main.*", address));
  EXPECT_TRUE(matches(address, address));
  EXPECT_TRUE(matches("docs.org.main.prompt:greet.v2", "docs.org.main.prompt:greet.v2"));
  EXPECT_FALSE(matches("docs.*.*.*.example/b", "docs.org.main.resource:a.example/b"));
  EXPECT_TRUE(matches("docs.*.*.tool.list", "docs.org.main.tool.list"));
}

TEST(Pattern, RefusesAStarInsideAResource) {
  EXPECT_FALSE(is_pattern("docs.org.main.resource:https://a.example.*"));
  EXPECT_FALSE(is_pattern("docs.org.main.prompt:*"));
}

} // namespace
} // namespace gatehouse
