#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

/// Where the answers of Ann's session go, and what goes with her requests.
class SessionAnswer : public http_world {
protected:
  static std::string call_of(const std::string& tool, const std::string& more = {}) {
    return R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":")" + tool + "\"" +
           more + "}}";
  }
};

// L-TRANS-15, L-TRANS-16
TEST_F(SessionAnswer, NeverComesOnAStreamThatListens) {
  const auto session = open();
  auto listening = begin_get(session);
  listening.receive_head();
  listening.receive_event();
  ASSERT_TRUE(gate.wait_for_watches(1));
  auto one = begin_post(session, call_of("slow"));
  ASSERT_TRUE(gate.wait_for_calls(1));
  finish_call();
  EXPECT_EQ(at(one.receive().body, {"result", "content"}), "[]");
  gate.announce({"notifications/tools/list_changed", {}, 0});
  EXPECT_NE(listening.receive_event().find("notifications/tools/list_changed"), std::string::npos)
      << "the first it hears of";
}

// S-AUTH-13
TEST_F(SessionAnswer, IsAskedForWithoutTheCredential) {
  const std::string secret = "ght_never-to-leave";
  gate.add_token(secret, *gate.authenticate("ann"));
  const auto session = open("/mcp", secret);
  EXPECT_EQ(post("/mcp", secret, session,
                 call_of("echo", R"(,"arguments":{"a":1},"x":1,"_meta":{"com.example/y":2})"))
                .status,
            200);
  ASSERT_EQ(gate.calls().size(), 1u);
  const auto call = gate.calls()[0];
  for (const auto& text : {call.name, call.arguments, call.extras, call.meta, call.capabilities})
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
}

// L-ELIC-02, L-ELIC-06, L-ELIC-07
TEST_F(SessionAnswer, SendsTheUserToAUrlAsTheServerSaid) {
  const std::string error =
      R"({"code":-32042,"message":"m","data":{"elicitations":[{"mode":"url",)"
      R"("elicitationId":"\u0065-1","url":"https://a.test/?b","message":"Sign in."}]}})";
  gate.answer_calls("echo", call_answer{call_answer::kind::rpc_error, error});
  EXPECT_EQ(post("/mcp", "ann", open(), call_of("echo")).body,
            R"({"jsonrpc":"2.0","id":1,"error":)" + error + "}");
}

TEST_F(SessionAnswer, SaysThatACallWasTurnedAwayForNow) {
  gate.answer_calls("echo", failure{errc::overloaded, "Too many calls wait."});
  const auto refused = post("/mcp", "ann", open(), call_of("echo"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("retry-after"), "1");
  EXPECT_EQ(at(refused.body, {"error", "data", "code"}), R"("overloaded")");
}

// L-ELIC-02, L-ELIC-03, L-ELIC-04
TEST_F(SessionAnswer, IsFollowedByTheWordThatTheUserIsDone) {
  const auto mine = open();
  auto one = begin_post(mine, call_of("slow"));
  ASSERT_TRUE(gate.wait_for_calls(1));
  const std::string params = R"({"elicitationId":"\u0065-1"})";
  gate.say(gate.handles()[0], {"notifications/elicitation/complete", params, 0});
  finish_call();
  one.receive_head();
  one.receive_event();
  EXPECT_NE(one.receive_event().find(R"("method":"notifications/elicitation/complete","params":)" +
                                     params),
            std::string::npos);
}

// S-BASE-08, S-BASE-09, S-HTTP-08: what would be an error of a request
TEST_F(SessionAnswer, IsNotGivenToANotification) {
  const auto session = open();
  for (const std::string method : {"no/such", "tools/call", "notifications/no/such", "ping"}) {
    const auto answer =
        post("/mcp", "ann", session, R"({"jsonrpc":"2.0","method":")" + method + "\"}");
    EXPECT_EQ(answer.status, 202) << method;
    EXPECT_EQ(answer.body, "") << method;
  }
}

// S-HTTP-09: nor is it given when the notification is refused
TEST_F(SessionAnswer, OfARefusedNotificationIsAnErrorOfHttp) {
  const std::string note = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";
  const auto nowhere = post("/mcp", "ann", "no-such-session", note);
  EXPECT_EQ(nowhere.status, 404);
  EXPECT_EQ(at(nowhere.body, {"result"}), "");
  const auto unknown = post("/mcp", "ann", open(), note, {"MCP-Protocol-Version: 1900-01-01"});
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(at(unknown.body, {"result"}), "");
}

} // namespace
} // namespace gatehouse
