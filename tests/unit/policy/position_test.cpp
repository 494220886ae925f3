#include "events/core/limits.hpp"
#include "events/policy/position.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {
namespace {

using limit = std::optional<std::string_view>;

std::string between(limit below, limit above) {
  auto result = position_between(below, above);
  EXPECT_TRUE(result) << result.error().detail;
  return result ? *result : std::string{};
}

TEST(Position, HasTheVerifiedValues) {
  constexpr auto none = std::nullopt;
  EXPECT_EQ(between(none, none), "a0");
  EXPECT_EQ(between(none, "a0"), "Zz");
  EXPECT_EQ(between(none, "Zz"), "Zy");
  EXPECT_EQ(between(none, "Z0"), "Yzz");
  EXPECT_EQ(between("a0", none), "a1");
  EXPECT_EQ(between("az", none), "b00");
  EXPECT_EQ(between("a0", "a1"), "a0V");
  EXPECT_EQ(between("Zz", "a0"), "ZzV");
  EXPECT_EQ(between(none, "ZA"), "Z9");
}

TEST(Position, TakesAnIntegerInAGapThatHasOne) {
  EXPECT_EQ(between("a1", "a3"), "a2");
  EXPECT_EQ(between("a1V", "b00"), "a2");
  EXPECT_EQ(between(std::nullopt, "a1V"), "a1");
  EXPECT_EQ(between("Zz", "a01"), "a0");
}

TEST(Position, ShortensAFractionWhereItCan) {
  EXPECT_EQ(between("a0V", "a1"), "a0l");
  EXPECT_EQ(between("a01", "a02"), "a01V");
  EXPECT_EQ(between("a0", "a01"), "a00V");
  EXPECT_EQ(between("a0z", "a1"), "a0zV");
  EXPECT_EQ(between("a0", "a01V"), "a01");
}

TEST(Position, IsRefusedWhenMalformed) {
  for (auto text : {"", "a", "0", "5a", "a-", "a 1", "b0", "a00", "a0V0", "Y0", "a\xc3\xa9", "_1"})
    EXPECT_FALSE(is_position(text)) << text;
  EXPECT_FALSE(is_position("A" + std::string(26, '0')));
}

TEST(Position, IsAcceptedWhenWellFormed) {
  for (auto text : {"a0", "a0V", "b00", "Zz", "Yzz", "a01", "ZzV"})
    EXPECT_TRUE(is_position(text)) << text;
  EXPECT_TRUE(is_position("A" + std::string(26, '0') + "V"));
}

TEST(Position, IsBounded) {
  auto longest = "a0" + std::string(limits::position_bytes_max - 2, 'V');
  EXPECT_TRUE(is_position(longest));
  EXPECT_FALSE(is_position(longest + "V"));
}

TEST(Position, BetweenRefusesMalformedOrUnorderedLimits) {
  auto code = [](limit below, limit above) {
    auto result = position_between(below, above);
    return result ? std::optional<errc>{} : result.error().code;
  };
  EXPECT_EQ(code("oops", std::nullopt), errc::invalid_argument);
  EXPECT_EQ(code(std::nullopt, "a00"), errc::invalid_argument);
  EXPECT_EQ(code("a1", "a0"), errc::invalid_argument);
  EXPECT_EQ(code("a1", "a1"), errc::invalid_argument);
}

TEST(Position, LeavesRoomBelowTheLowestInteger) {
  std::string lowest = "A" + std::string(26, '0');
  auto second = "A" + std::string(25, '0') + "1";
  auto top = between(std::nullopt, second);
  EXPECT_EQ(top, lowest + "V");
  auto above = between(std::nullopt, top);
  EXPECT_TRUE(is_position(above));
  EXPECT_LT(above, top);
}

TEST(Position, GoesOnAboveTheHighestInteger) {
  auto highest = std::string(27, 'z');
  auto next = between(highest, std::nullopt);
  EXPECT_EQ(next, highest + "V");
  EXPECT_GT(between(next, std::nullopt), next);
}

TEST(Position, HoldsAThousandInsertsAtTheTopInThreeBytes) {
  auto top = between(std::nullopt, std::nullopt);
  for (int i = 0; i < 1000; ++i) {
    auto next = between(std::nullopt, top);
    ASSERT_LT(next, top);
    ASSERT_TRUE(is_position(next));
    ASSERT_LE(next.size(), 3u);
    top = next;
  }
}

/// Narrows the gap between "a0" and "a1" until it is refused; returns the inserts that fitted.
int inserts_in_one_gap(bool from_below) {
  std::string low = "a0";
  std::string high = "a1";
  for (int inserts = 0; inserts < 1000; ++inserts) {
    auto next = position_between(low, high);
    if (!next) {
      EXPECT_EQ(next.error().code, errc::limit_reached);
      return inserts;
    }
    EXPECT_TRUE(is_position(*next)) << *next;
    EXPECT_LT(low, *next);
    EXPECT_LT(*next, high);
    (from_below ? low : high) = *next;
  }
  return 1000;
}

TEST(Position, RefusesWhenOneGapIsFullInsteadOfGivingAWrongOrder) {
  EXPECT_GT(inserts_in_one_gap(true), 300);
  EXPECT_LT(inserts_in_one_gap(true), 1000);
  EXPECT_GT(inserts_in_one_gap(false), 300);
  EXPECT_LT(inserts_in_one_gap(false), 1000);
}

RC_GTEST_PROP(Position, InsertedAnywhereIsStrictlyBetweenItsNeighbours,
              (const std::vector<std::uint16_t>& spots)) {
  std::vector<std::string> list;
  for (auto spot : spots) {
    auto place = spot % (list.size() + 1);
    auto below = place == 0 ? limit{} : limit{list[place - 1]};
    auto above = place == list.size() ? limit{} : limit{list[place]};
    auto made = position_between(below, above);
    RC_ASSERT(static_cast<bool>(made));
    RC_ASSERT(is_position(*made));
    // Not one condition with `||`: RC_ASSERT evaluates both of its sides.
    if (below)
      RC_ASSERT(*below < *made);
    if (above)
      RC_ASSERT(*made < *above);
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(place), *made);
  }
}

RC_GTEST_PROP(Position, IsBetweenAnyTwoPositions, ()) {
  auto fraction = rc::gen::container<std::string>(rc::gen::elementOf(std::string{"01Vyz"}));
  auto head = rc::gen::element<std::string>("a0", "a1", "az", "b00", "Zz", "Z0", "Yzz", "Y00");
  auto some = rc::gen::suchThat(
      rc::gen::map(rc::gen::pair(head, fraction), [](const auto& p) { return p.first + p.second; }),
      [](const std::string& text) { return is_position(text); });
  auto a = *some;
  auto b = *some;
  RC_PRE(a != b);
  if (b < a)
    std::swap(a, b);
  auto made = position_between(a, b);
  if (made) {
    RC_ASSERT(is_position(*made));
    RC_ASSERT(a < *made && *made < b);
  } else {
    RC_ASSERT(made.error().code == errc::limit_reached);
  }
}

} // namespace
} // namespace gatehouse
