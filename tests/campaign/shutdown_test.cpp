#include "events/core/limits.hpp"
#include "tests/campaign/audit_book.hpp"
#include "tests/campaign/call_load.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using clock = std::chrono::steady_clock;
using testing::Each;
using testing::Field;
using testing::IsEmpty;

/// The HTTP server and the gateway may each take their grace, and the children theirs.
constexpr auto stop_bound = 2 * limits::shutdown_grace + limits::child_farewell +
                            limits::child_grace + std::chrono::seconds{5};

TEST(Shutdown, UnderLoadLosesNothing) {
  campaign_world world;
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  call_oracle oracle;
  call_load load{world, oracle, 6};
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(oracle.wait_for_more(50));
    const auto start = clock::now();
    EXPECT_EQ(world.stop(), 0);
    EXPECT_LT(clock::now() - start, stop_bound);
    load.wait_until_quiet();
    ASSERT_TRUE(world.start());
    auto rest = world.as_operator();
    audit_book book{world.place().keys_folder()};
    EXPECT_THAT(book.check(rest, oracle), IsEmpty());
    EXPECT_THAT(book.lines(), Each(Field(&audit_line::outcome, "ok"))) << "nothing is cut off";
    load.go_on(world.server().port());
  }
  load.stop();
  EXPECT_THAT(load.complaints(), IsEmpty());
}

TEST(Shutdown, WaitsForACallThatRuns) {
  campaign_world world;
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  auto client = world.client();
  auto other = world.client();
  ASSERT_TRUE(client.open() && other.open());
  client.begin_call("sample__sleep", R"({"ms":2000})");
  EXPECT_EQ(other.call("sample__echo", R"({"text":"it runs"})").text, "it runs");
  EXPECT_EQ(world.stop(), 0);
  EXPECT_EQ(client.finish_call().text, "slept");
}

TEST(SlowShutdown, EndsWithoutACallThatDoesNotEnd) {
  campaign_world world;
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  auto client = world.client();
  auto other = world.client();
  ASSERT_TRUE(client.open() && other.open());
  client.begin_call("sample__sleep", R"({"ms":3600000})");
  EXPECT_EQ(other.call("sample__echo", R"({"text":"it runs"})").text, "it runs");
  const auto start = clock::now();
  EXPECT_EQ(world.stop(), 0);
  EXPECT_LT(clock::now() - start, stop_bound);
  ASSERT_TRUE(world.start());
  auto rest = world.as_operator();
  for (const auto& line : read_audit(rest))
    EXPECT_NE(line.outcome, "open") << line.tool;
}

} // namespace
} // namespace gatehouse
