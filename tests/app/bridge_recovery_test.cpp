#include "tests/app/bridge_client.hpp"
#include "tests/app/bridge_server.hpp"

#include <atomic>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string stateless_meta =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
    R"("io.modelcontextprotocol/clientCapabilities":{}})";

class BridgeRecovery : public testing::Test {
protected:
  io_loop loop;
};

// S-AUTH-18, L-LIFE-04, L-TRANS-27, L-TRANS-29
TEST_F(BridgeRecovery, InitializesAgainWhenTheSessionIsGone) {
  session_server server([&](const http_seen& seen, http_wire& wire) {
    if (seen.header("mcp-session-id") == "s1")
      wire.answer(404, "application/json", "{}");
    else
      wire.answer(200, "application/json", result(seen, R"({"content":[]})"));
  });
  bridge_client client(loop, server.url(), "secret-token");
  client.open();
  client.ask("1", "tools/call", R"({"name":"a"})");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("content"));
  EXPECT_EQ(server.opened(), 2);
  EXPECT_TRUE(client.lines().empty()) << "the client does not notice";
  std::size_t calls = 0;
  std::size_t greetings = 0;
  for (const auto& seen : server.seen()) {
    calls += asks(seen, "tools/call") ? 1 : 0;
    greetings += asks(seen, "notifications/initialized") ? 1 : 0;
    EXPECT_EQ(seen.header("authorization"), "Bearer secret-token");
    const std::string version = asks(seen, "initialize") ? "" : "2025-06-18";
    EXPECT_EQ(seen.header("mcp-protocol-version"), version);
  }
  EXPECT_EQ(calls, 2u);
  EXPECT_EQ(greetings, 2u);
}

TEST_F(BridgeRecovery, GivesUpAServerThatKeepsNoSession) {
  session_server server(
      [](const http_seen&, http_wire& wire) { wire.answer(404, "application/json", "{}"); });
  bridge_client client(loop, server.url(), "");
  client.open();
  client.ask("1", "ping");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("does not keep a session"));
  unsigned pings = 0;
  for (const auto& seen : server.seen())
    pings += asks(seen, "ping") ? 1 : 0;
  EXPECT_EQ(pings, limits::bridge_sessions_max);
}

TEST_F(BridgeRecovery, NeverRepeatsACallOfUnknownOutcome) {
  std::atomic<int> calls = 0;
  session_server server([&](const http_seen&, http_wire& wire) {
    ++calls;
    wire.close();
  });
  bridge_client client(loop, server.url(), "");
  client.open();
  client.ask("1", "tools/call", R"({"name":"a"})");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("outcome is unknown"));
  EXPECT_EQ(calls, 1);
}

TEST_F(BridgeRecovery, RepeatsWhatOnlyReads) {
  std::atomic<int> lists = 0;
  session_server server([&](const http_seen& seen, http_wire& wire) {
    if (++lists < 4)
      wire.close();
    else
      wire.answer(200, "application/json", result(seen, R"({"tools":[]})"));
  });
  bridge_client client(loop, server.url(), "");
  client.open();
  const auto start = std::chrono::steady_clock::now();
  client.ask("1", "tools/list");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("tools"));
  EXPECT_GE(std::chrono::steady_clock::now() - start, limits::bridge_retry_delay_min);
}

TEST_F(BridgeRecovery, ClosesAStreamThatStaysOpenBehindItsAnswer) {
  std::promise<void> closed;
  session_server server([&](const http_seen& seen, http_wire& wire) {
    wire.begin_events();
    wire.event("data: " + result(seen, "{}") + "\n\n");
    wire.await_close();
    closed.set_value();
  });
  bridge_client client(loop, server.url(), "");
  client.open();
  const auto start = std::chrono::steady_clock::now();
  client.ask("1", "tools/call", R"({"name":"a"})");
  EXPECT_NE(client.await_line(R"("id":1)"), "");
  EXPECT_EQ(closed.get_future().wait_for(std::chrono::seconds{30}), std::future_status::ready);
  EXPECT_GE(std::chrono::steady_clock::now() - start, limits::bridge_answered_wait);
}

TEST_F(BridgeRecovery, GivesUpAReadThatIsNeverAnswered) {
  session_server server([](const http_seen&, http_wire& wire) {
    wire.begin_events();
    wire.end_events();
  });
  bridge_client client(loop, server.url(), "", std::chrono::milliseconds{250});
  client.open();
  client.ask("1", "tools/list");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("cannot be reached"));
}

TEST_F(BridgeRecovery, OpensASubscriptionAgainAndSaysItOnce) {
  std::atomic<int> streams = 0;
  scripted_server server([&](const http_seen&, http_wire& wire) {
    const auto notice = [&](const std::string& method) {
      wire.event("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/" + method + "\"}\n\n");
    };
    wire.begin_events();
    notice("subscriptions/acknowledged");
    if (++streams == 1)
      return wire.end_events();
    notice("tools/list_changed");
    wire.await_close();
  });
  bridge_client client(loop, server.url(), "");
  client.ask("1", "subscriptions/listen",
             R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}})");
  EXPECT_NE(client.await_line("acknowledged"), "");
  EXPECT_NE(client.await_line("list_changed"), "");
  EXPECT_TRUE(client.lines().empty());
}

TEST_F(BridgeRecovery, ResumesAStreamThatBrokeOff) {
  scripted_server server([&](const http_seen& seen, http_wire& wire) {
    if (seen.method == "GET" && seen.header("last-event-id") == "e1") {
      wire.begin_events();
      wire.event("data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":\"late\"}}\n\n");
      wire.end_events();
    } else if (!serve_session(seen, wire, "s")) {
      wire.begin_events();
      wire.event("id: e1\nretry: 100\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
                 "message\",\"params\":{}}\n\n");
      wire.end_events();
    }
  });
  bridge_client client(loop, server.url(), "");
  client.open();
  client.ask("1", "tools/call", R"({"name":"a"})");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("late"));
  EXPECT_NE(client.await_line("notifications/message"), "");
}

TEST_F(BridgeRecovery, WaitsForAServerThatIsAwayAndNoLonger) {
  bridge_client client(loop, "http://127.0.0.1:1/mcp", "", std::chrono::milliseconds{250});
  client.ask("1", "initialize", R"({"protocolVersion":"2025-11-25","capabilities":{}})");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("cannot be reached"));
  EXPECT_NE(client.await_log("retrying"), "");
}

// M-CANC-03: over stdio nothing else shows that a stream of changes has ended.
TEST_F(BridgeRecovery, SaysThatAStreamOfChangesHasEnded) {
  scripted_server server([&](const http_seen& seen, http_wire& wire) {
    if (id_of(seen) == "\"refused\"")
      return wire.answer(500, "text/plain", "no");
    wire.begin_events();
    wire.event("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/"
               "acknowledged\"}\n\n");
    wire.event("data: " + result(seen, R"({"resultType":"complete"})") + "\n\n");
    wire.end_events();
  });
  bridge_client client(loop, server.url(), "");
  for (const std::string id : {"7", "\"refused\""}) {
    client.ask(id, "subscriptions/listen", R"({"notifications":{},)" + stateless_meta + "}");
    EXPECT_NE(client.await_line("\"id\":" + id), "");
    EXPECT_EQ(client.await_line("notifications/cancelled"),
              R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" + id +
                  R"(,"_meta":{"io.modelcontextprotocol/subscriptionId":)" + id + "}}}");
  }
}

// S-STDIO-01
TEST_F(BridgeRecovery, PassesQuestionsOfTheServerAndTheirAnswers) {
  session_server server([&](const http_seen& seen, http_wire& wire) {
    if (id_of(seen) == "\"q\"")
      return wire.answer(202, "text/plain", "");
    wire.begin_events();
    wire.event("data: {\"jsonrpc\":\"2.0\",\ndata: \"id\":\"q\",\"method\":\"roots/list\"}\n\n");
    wire.event("data: " + result(seen, "{}") + "\n\n");
    wire.end_events();
  });
  bridge_client client(loop, server.url(), "");
  client.open();
  client.ask("1", "tools/call", R"({"name":"a"})");
  EXPECT_THAT(client.await_line("roots/list"), Not(HasSubstr("\n")));
  client.say(R"({"jsonrpc":"2.0","id":"q","result":{"roots":[]}})");
  const auto answer = server.await_request([](const auto& seen) { return id_of(seen) == "\"q\""; });
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("mcp-session-id"), "s1");
}

// M-HTTP-03, M-HTTP-08, M-HTTP-09, M-HTTP-13, M-HTTP-19
TEST_F(BridgeRecovery, RepeatsTheStatelessEraInHeaders) {
  scripted_server server([&](const http_seen& seen, http_wire& wire) {
    if (asks(seen, "tools/list"))
      wire.answer(200, "application/json",
                  result(seen, R"({"resultType":"complete","tools":[{"name":"a b\u00e9",)"
                               R"("inputSchema":{"type":"object","properties":)"
                               R"({"r":{"type":"string","x-mcp-header":"Region"}}}}]})"));
    else
      wire.answer(200, "application/json", result(seen, "{}"));
  });
  bridge_client client(loop, server.url(), "");
  client.ask("1", "tools/list", "{" + stateless_meta + "}");
  EXPECT_NE(client.await_line(R"("id":1)"), "");
  client.ask("2", "tools/call",
             R"({"name":"a b\u00e9","arguments":{"r":"north"},)" + stateless_meta + "}");
  EXPECT_NE(client.await_line(R"("id":2)"), "");
  const auto call = server.seen().back();
  EXPECT_EQ(call.header("mcp-protocol-version"), "2026-07-28");
  EXPECT_EQ(call.header("mcp-method"), "tools/call");
  EXPECT_EQ(call.header("mcp-name"), "=?base64?YSBiw6k=?=");
  EXPECT_EQ(call.header("mcp-param-region"), "north");
  EXPECT_EQ(call.header("mcp-session-id"), "");
}

// M-STDIO-01
TEST_F(BridgeRecovery, PassesNoQuestionOfAStatelessServer) {
  scripted_server server([&](const http_seen& seen, http_wire& wire) {
    wire.begin_events();
    wire.event(R"(data: {"jsonrpc":"2.0","id":"q","method":"sampling/createMessage"})"
               "\n\n");
    wire.event("data: " + result(seen, R"({"resultType":"complete"})") + "\n\n");
    wire.end_events();
  });
  bridge_client client(loop, server.url(), "");
  client.ask("1", "tools/call", R"({"name":"a",)" + stateless_meta + "}");
  EXPECT_NE(client.await_line(R"("id":1)"), "");
  EXPECT_NE(client.await_log("sampling/createMessage"), "");
  EXPECT_TRUE(client.lines().empty()) << client.lines().front();
}

// M-STDIO-05
TEST_F(BridgeRecovery, SaysNothingMoreOfACancelledStatelessRequest) {
  std::promise<void> cancelled;
  scripted_server server(
      [&, given_up = cancelled.get_future().share()](const http_seen& seen, http_wire& wire) {
        if (asks(seen, "tools/list"))
          return wire.answer(200, "application/json", result(seen, R"({"tools":[]})"));
        wire.begin_events();
        given_up.wait();
        wire.event("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n");
        wire.event("data: " + result(seen, "{}") + "\n\n");
        wire.await_close();
      });
  bridge_client client(loop, server.url(), "");
  client.ask("1", "tools/call", R"({"name":"a",)" + stateless_meta + "}");
  ASSERT_TRUE(server.await_request([](const auto&) { return true; }));
  client.say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  cancelled.set_value();
  client.ask("2", "tools/list", "{" + stateless_meta + "}");
  EXPECT_NE(client.await_line(R"("id":2)"), "");
  EXPECT_TRUE(client.lines().empty()) << client.lines().front();
}

TEST_F(BridgeRecovery, ClosesTheStreamOfACancelledStatelessRequest) {
  std::promise<void> closed;
  scripted_server server([&](const http_seen&, http_wire& wire) {
    wire.begin_events();
    wire.await_close();
    closed.set_value();
  });
  bridge_client client(loop, server.url(), "");
  client.ask("1", "subscriptions/listen",
             R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}})");
  ASSERT_TRUE(server.await_request([](const auto&) { return true; }));
  client.say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  EXPECT_EQ(closed.get_future().wait_for(std::chrono::seconds{30}), std::future_status::ready);
  EXPECT_EQ(server.seen().size(), 1u) << "no notification is sent";
}

} // namespace
} // namespace gatehouse
