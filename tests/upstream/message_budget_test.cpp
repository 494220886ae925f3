#include "actors/upstream/message_budget.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

TEST(MessageBudget, AdmitsSoManyInASecond) {
  message_budget budget;
  const message_budget::clock::time_point now{1h};
  for (std::size_t i = 0; i < limits::server_messages_max; ++i)
    ASSERT_TRUE(budget.admit(1, now));
  EXPECT_FALSE(budget.admit(1, now));
  EXPECT_FALSE(budget.admit(1, now + 999ms));
  EXPECT_TRUE(budget.admit(1, now + 1s));
  EXPECT_EQ(budget.take_refused(), 2U);
  EXPECT_EQ(budget.take_refused(), 0U);
}

TEST(MessageBudget, AdmitsSoManyBytesInASecond) {
  message_budget budget;
  const message_budget::clock::time_point now{1h};
  EXPECT_TRUE(budget.admit(limits::server_message_bytes_max - 1, now));
  EXPECT_FALSE(budget.admit(2, now));
  EXPECT_TRUE(budget.admit(1, now));
  EXPECT_TRUE(budget.admit(limits::server_message_bytes_max, now + 1s));
  EXPECT_FALSE(budget.admit(limits::server_message_bytes_max + 1, now + 2s));
}

} // namespace
} // namespace gatehouse
