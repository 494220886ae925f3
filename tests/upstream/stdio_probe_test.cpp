#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

/// A child that does `first` with the first line, and then answers initialize.
upstream_target child_that(const std::string& first) {
  upstream_target target;
  target.label = "script";
  target.command = {"/bin/sh", "-c",
                    "read line\n" + first +
                        R"(
      case "$line" in *initialize*) ;; *) read line ;; esac
      case "$line" in *cancelled*) echo 'told of the probe' >&2 ;; esac
      echo '{"jsonrpc":"2.0","id":2,"result":{"protocolVersion":"2025-11-25","capabilities":{},)"
                        R"("serverInfo":{"name":"n","version":"1"}}}'
      read line
      echo "$line" >&2
      read line)"};
  return target;
}

struct StdioProbe : testing::Test {
  void expect_sessions(upstream_target target) {
    test_client client{harness, std::move(target)};
    auto hello = client.open();
    ASSERT_TRUE(hello) << hello.error().detail;
    EXPECT_EQ(hello->era, server_era::sessions);
    EXPECT_TRUE(client.logged("notifications/initialized"));
    EXPECT_EQ(client.times_closed(), 0);
  }

  upstream_harness harness;
};

TEST_F(StdioProbe, IsAnsweredWithAnError) {
  expect_sessions(
      child_that(R"(echo '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"m"}}')"));
}

TEST_F(StdioProbe, IsAnsweredWithSomethingElse) {
  expect_sessions(child_that(R"(echo '{"jsonrpc":"2.0","id":1,"result":{"x":1}}')"));
}

TEST_F(StdioProbe, IsNotAnsweredAtAll) {
  auto target = child_that(":");
  target.connect_timeout = 1s; // of both requests; the probe's own bound is longer
  expect_sessions(target);
}

TEST_F(StdioProbe, IsAskedAgainOfAServerThatWasSlowToStart) {
  upstream_target target;
  target.connect_timeout = 1s; // of each request
  target.command = {"/bin/sh", "-c",
                    R"(
      read line
      read line
      echo '{"jsonrpc":"2.0","id":2,"error":{"code":-32601,"message":"no initialize here"}}'
      read line
      echo '{"jsonrpc":"2.0","id":3,"result":{"resultType":"complete","supportedVersions":)"
                    R"(["2026-07-28"],"capabilities":{"tools":{}}}}'
      read line)"};
  test_client client{harness, target};
  auto hello = client.open();
  ASSERT_TRUE(hello) << hello.error().detail;
  EXPECT_EQ(hello->era, server_era::stateless);
}

TEST_F(StdioProbe, EndsTheChildWhichIsThenStartedAgain) {
  expect_sessions(child_that(R"(case "$line" in *server/discover*) exit 1 ;; esac)"));
}

TEST_F(StdioProbe, IsSparedWhenTheEraIsKnown) {
  auto target = child_that(":");
  target.era = server_era::sessions;
  target.command[2].replace(target.command[2].find("\"id\":2"), 6, "\"id\":1");
  expect_sessions(target);
}

TEST_F(StdioProbe, FindsAServerOfTheStatelessEra) {
  upstream_target target;
  target.command = {"/bin/sh", "-c",
                    R"(
      read line
      echo '{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","supportedVersions":)"
                    R"(["2026-07-28"],"capabilities":{"tools":{}}}}'
      read line
      echo "$line" >&2
      read line
      echo "$line" >&2
      read line)"};
  test_client client{harness, target};
  auto hello = client.open();
  ASSERT_TRUE(hello) << hello.error().detail;
  EXPECT_EQ(hello->era, server_era::stateless);
  auto call = client.start("tool");
  EXPECT_TRUE(client.logged(R"("method":"tools/call","params":{"_meta":{)"
                            R"("io.modelcontextprotocol/protocolVersion":"2026-07-28")"));
  client.cancel(call.handle);
  EXPECT_TRUE(client.logged("notifications/cancelled")) << "M-STDIO-04";
}

} // namespace
} // namespace gatehouse
