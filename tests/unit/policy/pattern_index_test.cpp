#include "events/policy/pattern_index.hpp"
#include "tests/unit/policy/naive_match.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {
namespace {

pattern_index index_of(const std::vector<std::string>& texts) {
  std::vector<pattern> patterns;
  for (const auto& text : texts)
    patterns.push_back(*pattern::parse(text));
  return pattern_index{std::move(patterns)};
}

std::optional<std::size_t> naive_first(const std::vector<std::string>& texts,
                                       std::string_view address) {
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (naive_match(texts[i], address))
      return i;
  return std::nullopt;
}

std::string dotted(const std::vector<std::string>& segments) {
  std::string text;
  for (const auto& segment : segments)
    text += (text.empty() ? "" : ".") + segment;
  return text;
}

/// Few segments and few words, so that patterns overlap; sometimes deeper than the tree.
rc::Gen<std::string> some_address() {
  auto word = rc::gen::weightedElement<std::string>({{8, "a"}, {4, "b"}, {1, "resource:x"}});
  auto depth =
      rc::gen::weightedOneOf<int>({{6, rc::gen::inRange(1, 6)}, {1, rc::gen::inRange(6, 20)}});
  return rc::gen::mapcat(depth, [=](int count) {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(count, word), dotted);
  });
}

rc::Gen<std::string> some_pattern() {
  auto word = rc::gen::weightedElement<std::string>({{5, "a"}, {3, "b"}, {5, "*"}});
  auto depth =
      rc::gen::weightedOneOf<int>({{6, rc::gen::inRange(1, 6)}, {1, rc::gen::inRange(6, 20)}});
  return rc::gen::suchThat(
      rc::gen::mapcat(depth,
                      [=](int count) {
                        return rc::gen::map(
                            rc::gen::container<std::vector<std::string>>(count, word), dotted);
                      }),
      naive_is_pattern);
}

TEST(PatternIndex, FindsNothingWhenEmpty) {
  EXPECT_EQ(index_of({}).first_match("a.b"), std::nullopt);
}

TEST(PatternIndex, FindsTheFirstOfSeveralThatMatch) {
  auto index = index_of({"a.c.*", "a.*.x", "a.b.*", "*", "a.b.x"});
  EXPECT_EQ(index.first_match("a.b.x"), 1u);
  EXPECT_EQ(index.first_match("a.b.y"), 2u);
  EXPECT_EQ(index.first_match("a.b"), 2u);
  EXPECT_EQ(index.first_match("a.c.x"), 0u);
  EXPECT_EQ(index.first_match("z"), 3u);
}

TEST(PatternIndex, KeepsTheFirstOfEqualPatterns) {
  EXPECT_EQ(index_of({"b", "a.b", "a.b", "a.b.*"}).first_match("a.b"), 1u);
}

TEST(PatternIndex, FindsPatternsDeeperThanItsTree) {
  auto twenty = dotted(std::vector<std::string>(20, "a"));
  auto index = index_of({twenty + ".b.*", twenty + ".*.c", "a.*"});
  EXPECT_EQ(index.first_match(twenty + ".b.c.d"), 0u);
  EXPECT_EQ(index.first_match(twenty + ".b.c"), 0u);
  EXPECT_EQ(index.first_match(twenty + ".x.c"), 1u);
  EXPECT_EQ(index.first_match(twenty + ".x"), 2u);
}

RC_GTEST_PROP(PatternIndex, FindsWhatALinearSearchFinds, ()) {
  auto texts = *rc::gen::container<std::vector<std::string>>(some_pattern());
  auto index = index_of(texts);
  for (const auto& address : *rc::gen::container<std::vector<std::string>>(20, some_address())) {
    auto expected = naive_first(texts, address);
    RC_CLASSIFY(expected.has_value());
    RC_ASSERT(index.first_match(address) == expected);
  }
}

RC_GTEST_PROP(Pattern, MatchesWhatThePlainReferenceMatches, ()) {
  auto text = *some_pattern();
  auto address = *some_address();
  RC_ASSERT(pattern::parse(text)->matches(address) == naive_match(text, address));
}

} // namespace
} // namespace gatehouse
