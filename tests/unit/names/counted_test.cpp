#include "events/names/counted.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Counted, HasOneOfAThingAndMoreThings) {
  EXPECT_EQ(counted(0, "record"), "0 records");
  EXPECT_EQ(counted(1, "record"), "1 record");
  EXPECT_EQ(counted(2, "tool error"), "2 tool errors");
}

} // namespace
} // namespace gatehouse
