#include "events/core/limits.hpp"
#include "tests/campaign/audit_book.hpp"
#include "tests/campaign/call_load.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <gmock/gmock.h>
#include <optional>

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

/// Starts the world, and in it a call that sleeps so long; it runs when this returns.
void begin_to_sleep(campaign_world& world, std::optional<test_mcp_client>& client, int ms) {
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  client.emplace(world.client());
  auto other = world.client();
  ASSERT_TRUE(client->open() && other.open());
  client->begin_call("sample__sleep", R"({"ms":)" + std::to_string(ms) + "}");
  EXPECT_EQ(other.call("sample__echo", R"({"text":"it runs"})").text, "it runs");
}

TEST(Shutdown, WaitsForACallThatRuns) {
  campaign_world world;
  std::optional<test_mcp_client> client;
  ASSERT_NO_FATAL_FAILURE(begin_to_sleep(world, client, 2'000));
  EXPECT_EQ(world.stop(), 0);
  EXPECT_EQ(client->finish_call().text, "slept");
}

TEST(SlowShutdown, EndsWithoutACallThatDoesNotEnd) {
  campaign_world world;
  std::optional<test_mcp_client> client;
  ASSERT_NO_FATAL_FAILURE(begin_to_sleep(world, client, 3'600'000));
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
