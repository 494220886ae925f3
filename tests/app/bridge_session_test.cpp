#include "tests/app/bridge_client.hpp"
#include "tests/app/bridge_server.hpp"

#include <atomic>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;
using testing::Not;

class BridgeSession : public testing::Test {
protected:
  io_loop loop;
};

/// Not every server says 404.
TEST_F(BridgeSession, InitializesAgainWhenARefusalSpeaksOfTheSession) {
  std::atomic<int> calls = 0;
  session_server server([&](const http_seen& seen, http_wire& wire) {
    const auto error = [&](const std::string& id, const std::string& text) {
      wire.answer(400, "application/json",
                  R"({"jsonrpc":"2.0","error":{"code":-32000,"message":")" + text +
                      "\"},\"id\":" + id + "}");
    };
    if (asks(seen, "prompts/list"))
      error("null", "Bad Request: no such list");
    else if (asks(seen, "resources/list"))
      error(id_of(seen), "The session has no resources");
    else if (++calls == 1)
      error("null", "Bad Request: No valid Session ID provided");
    else
      wire.answer(200, "application/json", result(seen, R"({"content":[]})"));
  });
  bridge_client client(loop, server.url(), "");
  client.open();
  client.ask("1", "tools/call", R"({"name":"a"})");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("content"));
  EXPECT_EQ(server.opened(), 2);
  client.ask("2", "prompts/list");
  EXPECT_THAT(client.await_line(R"("id":2)"), HasSubstr("no such list"));
  client.ask("3", "resources/list");
  EXPECT_THAT(client.await_line(R"("id":3)"), HasSubstr("has no resources"));
  EXPECT_EQ(server.opened(), 2) << "an error of another kind says nothing of the session";
}

TEST_F(BridgeSession, SetsInTheNextSessionWhatWasSetInTheFormer) {
  session_server server([&](const http_seen& seen, http_wire& wire) {
    if (asks(seen, "tools/call") && seen.header("mcp-session-id") == "s1")
      wire.answer(404, "application/json", "{}");
    else
      wire.answer(200, "application/json", result(seen, "{}"));
  });
  bridge_client client(loop, server.url(), "");
  client.open();
  client.ask("1", "logging/setLevel", R"({"level":"error"})");
  client.ask("2", "resources/subscribe", R"({"uri":"x:a"})");
  EXPECT_NE(client.await_line(R"("id":2)"), "");
  client.ask("3", "resources/subscribe", R"({"uri":"x:b"})");
  EXPECT_NE(client.await_line(R"("id":3)"), "");
  client.ask("4", "resources/unsubscribe", R"({"uri":"x:a"})");
  EXPECT_NE(client.await_line(R"("id":4)"), "");
  client.ask("5", "tools/call", R"({"name":"a"})");
  EXPECT_NE(client.await_line(R"("id":5)"), "");
  const auto set_again = [&](std::string_view method, const std::string& params) {
    return server.await_request([&](const http_seen& seen) {
      return seen.header("mcp-session-id") == "s2" && asks(seen, method) &&
             at(seen.body, {"params"}) == params;
    });
  };
  EXPECT_TRUE(set_again("logging/setLevel", R"({"level":"error"})"));
  EXPECT_TRUE(set_again("resources/subscribe", R"({"uri":"x:b"})"));
  for (const auto& seen : server.seen())
    EXPECT_FALSE(seen.header("mcp-session-id") == "s2" &&
                 seen.body.find("x:a") != std::string::npos);
  client.end();
  for (const auto& line : client.lines())
    EXPECT_THAT(line, Not(HasSubstr("bridge_"))) << "the client asked none of it";
}

} // namespace
} // namespace gatehouse
