#include "events/core/limits.hpp"
#include "tests/upstream/mcp_script.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;
using namespace std::chrono_literals;

struct HttpStateless : testing::Test {
  upstream_harness harness;
};

/// A server of 2026-07-28 with the capabilities given, that leaves all else to `rest`.
scripted_server::script modern(scripted_server::script rest,
                               const std::string& capabilities = R"({"tools":{}})") {
  return [=](const http_seen& seen, http_wire& wire) {
    if (seen.method != "POST")
      return wire.answer(405, "", "");
    if (method_of(seen) != "server/discover")
      return rest(seen, wire);
    wire.answer(200, "application/json",
                result_text(id_of(seen), R"({"resultType":"complete","ttlMs":0,)"
                                         R"("cacheScope":"private","supportedVersions":)"
                                         R"(["2026-07-28"],"capabilities":)" +
                                             capabilities + "}"));
  };
}

upstream_target unknown_target(const scripted_server& server) {
  auto target = target_of(server);
  target.era = server_era::unknown;
  return target;
}

// S-AUTH-18, M-HTTP-01, M-HTTP-03, M-HTTP-08, M-HTTP-13
TEST_F(HttpStateless, SendsTheHeadersOfThisEraAndNoOthers) {
  scripted_server server{modern([](const http_seen& seen, http_wire& wire) {
    wire.answer(200, "application/json", result_text(id_of(seen), R"({"resultType":"complete"})"),
                "Mcp-Session-Id: not-asked-for\r\n");
  })};
  {
    test_client client{harness, unknown_target(server)};
    auto hello = client.open();
    ASSERT_TRUE(hello) << hello.error().detail;
    EXPECT_EQ(hello->era, server_era::stateless);
    EXPECT_EQ(client.call("to\xc3\xbcl").how, how::result);
    EXPECT_EQ(client.call("plain").how, how::result);
  }
  for (const auto& seen : server.seen()) {
    EXPECT_EQ(seen.method, "POST") << "no GET and no DELETE";
    EXPECT_EQ(seen.header("mcp-protocol-version"), "2026-07-28");
    EXPECT_EQ(seen.header("mcp-method"), method_of(seen));
    EXPECT_EQ(seen.header("mcp-session-id"), "");
    EXPECT_EQ(seen.header("accept"), "application/json, text/event-stream");
    EXPECT_EQ(seen.header("authorization"), "Bearer up");
  }
  EXPECT_EQ(server.seen().at(1).header("mcp-name"), "=?base64?dG/DvGw=?=");
  EXPECT_EQ(server.seen().at(2).header("mcp-name"), "plain");
}

// M-CANC-01
TEST_F(HttpStateless, ClosesTheStreamToCancel) {
  std::atomic<bool> closed{false};
  scripted_server server{modern([&](const http_seen&, http_wire& wire) {
    wire.begin_events();
    wire.event(": working\n\n");
    wire.await_close();
    closed = true;
  })};
  test_client client{harness, unknown_target(server)};
  ASSERT_TRUE(client.open());
  auto call = client.start("tool");
  ASSERT_TRUE(server.await_request([](auto& seen) { return method_of(seen) == "tools/call"; }));
  client.cancel(call.handle);
  EXPECT_EQ(test_client::reply_of(call).how, how::cancelled);
  while (!closed)
    std::this_thread::yield();
  for (const auto& seen : server.seen())
    EXPECT_NE(method_of(seen), "notifications/cancelled");
}

// M-HTTP-41
TEST_F(HttpStateless, ResumesNothing) {
  scripted_server server{modern([](const http_seen&, http_wire& wire) {
    wire.begin_events();
    wire.event("id: 7\nretry: 1\ndata:\n\n");
    wire.end_events();
  })};
  test_client client{harness, unknown_target(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::transport);
  for (const auto& seen : server.seen())
    EXPECT_EQ(seen.method, "POST");
}

// S-HTTP-11
TEST_F(HttpStateless, ReadsAnAnswerFromAnEventStream) {
  scripted_server server{modern([](const http_seen& seen, http_wire& wire) {
    wire.begin_events();
    wire.event("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\","
               "\"params\":{\"level\":\"info\",\"data\":1}}\n\n");
    wire.event("data: " +
               result_text(id_of(seen), R"({"resultType":"input_required","requestState":"s"})") +
               "\n\n");
    wire.end_events();
  })};
  test_client client{harness, unknown_target(server)};
  ASSERT_TRUE(client.open());
  auto reply = client.call("tool");
  EXPECT_EQ(reply.how, how::result) << reply.detail;
  EXPECT_TRUE(reply.input_required);
}

// M-STDIO-08
TEST_F(HttpStateless, HearsOfChangesOverASubscriptionAndOpensItAnew) {
  std::atomic<int> subscriptions{0};
  scripted_server server{modern(
      [&](const http_seen& seen, http_wire& wire) {
        const auto meta = R"("_meta":{"io.modelcontextprotocol/subscriptionId":)" + id_of(seen);
        wire.begin_events("X-Accel-Buffering: no\r\n");
        wire.event(R"(data: {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged",)"
                   R"("params":{)" +
                   meta + "},\"notifications\":{\"toolsListChanged\":true}}}\n\n");
        wire.event(R"(data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed",)"
                   R"("params":{)" +
                   meta + "}}}\n\n");
        if (++subscriptions == 1)
          return wire.end_events();
        wire.await_close();
      },
      R"({"tools":{"listChanged":true}})")};
  test_client client{harness, unknown_target(server)};
  ASSERT_TRUE(client.open());
  EXPECT_TRUE(client.changed(2));
  EXPECT_EQ(client.times_closed(), 0);
  client.close();
}

// M-VERS-09, M-VERS-11
TEST_F(HttpStateless, FallsBackToSessions) {
  const auto refusals = std::vector<std::pair<int, std::string>>{
      {400, "{}"},
      {404, "Cannot POST"},
      {405, ""},
      {500, ""},
      {400, R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"No valid session"},"id":null})"},
      {200, R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}})"},
      {200, R"({"jsonrpc":"2.0","id":1,"result":{}})"}};
  for (const auto& [status, body] : refusals) {
    scripted_server server{[&, polite = polite({})](const http_seen& seen, http_wire& wire) {
      if (method_of(seen) == "server/discover")
        return wire.answer(status, "application/json", body);
      polite(seen, wire);
    }};
    test_client client{harness, unknown_target(server)};
    auto hello = client.open();
    ASSERT_TRUE(hello) << status << " " << body << ": " << hello.error().detail;
    EXPECT_EQ(hello->era, server_era::sessions);
    EXPECT_TRUE(hello->keeps_state);
  }
}

TEST_F(HttpStateless, SaysWhetherAServerOfSessionsKeepsState) {
  scripted_server server{[](const http_seen& seen, http_wire& wire) {
    if (method_of(seen) == "initialize")
      wire.answer(200, "application/json",
                  result_text(id_of(seen), R"({"protocolVersion":"2025-11-25","capabilities":{},)"
                                           R"("serverInfo":{"name":"n","version":"1"}})"));
    else
      wire.answer(seen.method == "GET" ? 405 : 202, "", "");
  }};
  auto hello = test_client{harness, target_of(server)}.open();
  ASSERT_TRUE(hello);
  EXPECT_FALSE(hello->keeps_state) << "it gave no session id";
}

} // namespace
} // namespace gatehouse
