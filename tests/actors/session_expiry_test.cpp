#include "actors/session_expiry.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

constexpr auto* first = "00112233-4455-4677-8899-aabbccddeeff";
constexpr auto* second = "ffeeddcc-bbaa-4988-8766-554433221100";

const session_expiry_table::time_point start{1h};

TEST(SessionExpiry, TakesWhatWasNotUsedAndForgetsIt) {
  session_expiry_table table;
  table.touch(first, start);
  table.touch(second, start + 10s);
  EXPECT_TRUE(table.take_expired(start + 29s, 30s).empty());
  EXPECT_EQ(table.take_expired(start + 30s, 30s), std::vector{session_id{first}});
  EXPECT_EQ(table.size(), 1u);
  EXPECT_EQ(table.take_expired(start + 40s, 30s), std::vector{session_id{second}});
  EXPECT_EQ(table.size(), 0u);
}

TEST(SessionExpiry, CountsFromTheLastUse) {
  session_expiry_table table;
  table.touch(first, start);
  table.touch(first, start + 20s);
  EXPECT_EQ(table.size(), 1u);
  EXPECT_TRUE(table.take_expired(start + 49s, 30s).empty());
  EXPECT_EQ(table.take_expired(start + 50s, 30s).size(), 1u);
}

TEST(SessionExpiry, TakesAgainWhatWasPutBackUnlessItWasUsedMeanwhile) {
  session_expiry_table table;
  table.touch(first, start);
  table.touch(second, start);
  for (const auto& id : table.take_expired(start + 30s, 30s)) {
    if (id.value == second)
      table.touch(second, start + 31s);
    table.put_back(id, start);
  }
  EXPECT_EQ(table.take_expired(start + 40s, 30s), std::vector{session_id{first}});
  EXPECT_EQ(table.size(), 1u);
}

TEST(SessionExpiry, KnowsNoIdThatIsNoUuidInLowerCase) {
  session_expiry_table table;
  for (const auto* id :
       {"", "x", "00112233-4455-4677-8899-aabbccddeef", "00112233-4455-4677-8899-aabbccddeefff",
        "00112233-4455-4677-8899-aabbccddeefg", "00112233-4455-4677-8899-AABBCCDDEEFF",
        "0011223344-55-4677-8899-aabbccddeeff"})
    table.touch(id, start);
  EXPECT_EQ(table.size(), 0u);
}

} // namespace

} // namespace gatehouse
