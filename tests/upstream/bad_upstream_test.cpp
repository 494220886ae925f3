#include "events/core/limits.hpp"
#include "tests/upstream/mcp_client_world.hpp"
#include "tests/upstream/mcp_script.hpp"

#include <atomic>
#include <thread>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;
using namespace std::chrono_literals;

/// What a broken or hostile server may say; nothing of it harms what runs beside it.
struct BadUpstream : mcp_client_world {};

/// The same over real pipes and sockets.
struct BadServer : testing::Test {
  upstream_harness harness;
};

TEST_F(BadUpstream, AnswersWhatWasNeverAsked) {
  start_open(of_sessions());
  const auto running = call();
  for (std::string id : {"999", "0", "-1", "18446744073709551616", "1e3", "1.5", "\"2\"", "null",
                         "{}", "[2]", "true"}) {
    hear(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{}})");
    hear(R"({"jsonrpc":"2.0","id":)" + id + R"(,"error":{"code":1,"message":"m"}})");
  }
  EXPECT_TRUE(replies.empty());
  hear(answer(running, "{}"));
  EXPECT_EQ(replies.size(), 1U);
}

TEST_F(BadUpstream, AnswersTwice) {
  start_open(of_sessions());
  const auto running = call();
  hear(answer(running, R"({"n":1})"));
  hear(answer(running, R"({"n":2})"));
  hear("[" + answer(running, "{}") + "," + answer(running, "{}") + "]");
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].body, R"({"n":1})");
}

// S-BASE-02, S-BASE-03
TEST_F(BadUpstream, AsksWithAnIdThatIsNone) {
  auto target = of_sessions();
  target.capabilities = R"({"roots":{}})";
  start_open(target);
  transport->notices.clear();
  const std::string large(limits::rpc_id_bytes_max, 'x');
  for (const std::string& id :
       std::vector<std::string>{"null", "{}", "[1]", "true", std::string{"\""} + large + "\""}) {
    hear(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"roots/list"})");
    EXPECT_FALSE(heard.understood) << id.substr(0, 10);
  }
  EXPECT_TRUE(messages.empty());
  EXPECT_TRUE(transport->notices.empty());
}

TEST_F(BadUpstream, SendsParamsThatAreNoObject) {
  auto target = of_sessions();
  target.capabilities = R"({"roots":{}})";
  start_open(target);
  for (std::string params : {"3", "[1]", "null", "\"x\""}) {
    hear(R"({"jsonrpc":"2.0","method":"notifications/message","params":)" + params + "}");
    hear(R"({"jsonrpc":"2.0","method":"notifications/progress","params":)" + params + "}");
    hear(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":)" + params + "}");
    hear(R"({"jsonrpc":"2.0","id":)" + std::to_string(messages.size() + 1) +
         R"(,"method":"roots/list","params":)" + params + "}");
  }
  ASSERT_EQ(messages.size(), 8U);
  for (const auto& message : messages)
    EXPECT_EQ(message.params, "");
}

// L-TRANS-22
TEST_F(BadServer, GivesASessionIdThatIsNone) {
  for (std::string id : {std::string{"a b"}, std::string{"\x80"}, std::string{"a\tb"},
                         std::string(limits::upstream_session_bytes_max + 1, 'x')}) {
    scripted_server server{[&](const http_seen& seen, http_wire& wire) {
      wire.answer(200, "application/json",
                  result_text(id_of(seen), R"({"protocolVersion":"2025-11-25","capabilities":{},)"
                                           R"("serverInfo":{"name":"n","version":"1"}})"),
                  "Mcp-Session-Id: " + id + "\r\n");
    }};
    auto opened = test_client{harness, target_of(server)}.open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::upstream_protocol);
    for (const auto& seen : server.seen())
      EXPECT_EQ(seen.header("mcp-session-id"), "");
  }
}

TEST_F(BadServer, BreaksAnEventOffInItsMiddle) {
  scripted_server server{polite([](const http_seen& seen, http_wire& wire) {
    const auto whole = "data: " + result_text(id_of(seen), R"({"content":[]})");
    wire.begin_events();
    wire.event(whole.substr(0, whole.size() / 2));
    wire.close();
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::transport);
  EXPECT_EQ(client.call("tool").how, how::transport) << "and goes on";
}

TEST_F(BadServer, SpeaksSomethingElseOnItsStream) {
  for (std::string said : {"data: hello\n\n", "data: [\n\n", "data: {\"jsonrpc\":\"2.0\"}\n\n"}) {
    scripted_server server{polite([&](const http_seen&, http_wire& wire) {
      wire.begin_events();
      wire.event(said);
      wire.await_close();
    })};
    test_client client{harness, target_of(server)};
    ASSERT_TRUE(client.open());
    EXPECT_EQ(client.call("tool").how, how::garbage) << said;
  }
}

TEST_F(BadServer, FloodsAStreamWithPings) {
  std::atomic<std::size_t> answers{0};
  constexpr auto pings = 2 * limits::upstream_notices_max;
  scripted_server server{[&, polite = polite({})](const http_seen& seen, http_wire& wire) {
    if (seen.method == "GET") {
      wire.begin_events();
      for (std::size_t i = 0; i < pings; ++i)
        wire.event("data: {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n\n");
      wire.event(R"(data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"})"
                 "\n\n");
      return wire.await_close();
    }
    if (seen.body.find("\"result\"") == std::string::npos)
      return polite(seen, wire);
    ++answers;
    wire.await_close(); // it takes no answer
  }};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_TRUE(client.changed(1));
  while (answers < limits::upstream_notices_max)
    std::this_thread::yield();
  client.close();
  EXPECT_EQ(answers, limits::upstream_notices_max);
}

TEST_F(BadServer, FloodsAPipeWithPings) {
  // Its own input is never read, so the answers pile up here; they have a bound.
  upstream_target target;
  target.era = server_era::sessions;
  target.command = {"/bin/sh", "-c",
                    R"(
      read line
      echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},)"
                    R"("serverInfo":{"name":"n","version":"1"}}}'
      read line
      i=0
      while [ $i -lt 5000 ]; do
        echo '{"jsonrpc":"2.0","id":1,"method":"ping"}'; i=$((i+1))
      done
      echo 'flooded' >&2
      sleep 600)"};
  test_client client{harness, target};
  ASSERT_TRUE(client.open());
  EXPECT_TRUE(client.logged("flooded"));
  EXPECT_EQ(client.times_closed(), 0);
  client.close();
}

} // namespace
} // namespace gatehouse
