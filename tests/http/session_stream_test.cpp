#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

/// Calls of Ann's session whose server speaks before it answers.
class SessionStream : public http_world {
protected:
  /// Calls the tool `slow`, which is held.
  http_client call(const std::string& meta = R"({"progressToken":"p\u0031"})",
                   const std::string& version = "2025-11-25") {
    const auto before = gate.calls().size();
    auto one = begin_post(session_of(version),
                          R"({"jsonrpc":"2.0","id":"\u0041","method":"tools/call","params":)"
                          R"({"name":"slow","_meta":)" +
                              meta + "}}",
                          version);
    EXPECT_TRUE(gate.wait_for_calls(before + 1));
    return one;
  }

  void say(const std::string& method, const std::string& params, std::uint64_t reply_to = 0) {
    gate.say(gate.handles().back(), {method, params, reply_to});
  }

  const std::string& session_of(const std::string& version = "2025-11-25") {
    auto& session = sessions_[version];
    if (session.empty())
      session = open("/mcp", "ann", version);
    return session;
  }

  /// Posts the response of a client.
  http_answer answer(const std::string& id, const std::string& member) {
    return post("/mcp", "ann", session_of(), R"({"jsonrpc":"2.0","id":)" + id + "," + member + "}");
  }

private:
  std::map<std::string, std::string> sessions_;
};

/// Returns what an event has behind `field: `, "" if it has no such line.
std::string field(const std::string& event, const std::string& name) {
  const auto line = "\n" + event;
  const auto at = line.find("\n" + name + ":");
  if (at == std::string::npos)
    return {};
  const auto start = line.find_first_not_of(' ', at + name.size() + 2);
  return line.substr(start, line.find('\n', start) - start);
}

const std::string progress = "notifications/progress";
const std::string result = R"({"jsonrpc":"2.0","id":"\u0041","result":{"content":[]}})";

// S-HTTP-10: an answer that nothing comes before is plain JSON.
TEST_F(SessionStream, IsNotOpenedForAnAnswerAlone) {
  auto one = call();
  finish_call();
  const auto got = one.receive();
  EXPECT_EQ(got.header("content-type"), "application/json");
  EXPECT_EQ(got.body, result);
}

// L-TRANS-05, S-HTTP-10: who would rather have a stream gets one that can be resumed.
TEST_F(SessionStream, IsOpenedForAnAnswerAloneIfTheClientPrefersIt) {
  auto one = client();
  one.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ann\r\n"
           "Content-Type: application/json\r\nAccept: text/event-stream, application/json\r\n"
           "MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: " +
           session_of() +
           "\r\nContent-Length: 40\r\n\r\n"
           R"({"jsonrpc":"2.0","id":1,"method":"ping"})");
  EXPECT_EQ(one.receive_head().header("content-type"), "text/event-stream");
  const auto priming = one.receive_event();
  EXPECT_EQ(priming, "id: " + field(priming, "id") + "\nretry: 1000\ndata:\n\n");
  const auto last = one.receive_event();
  EXPECT_EQ(field(last, "data"), R"({"jsonrpc":"2.0","id":1,"result":{}})");
  EXPECT_NE(field(last, "id"), field(priming, "id"));
  EXPECT_EQ(one.receive_event(), "");
}

// L-TRANS-05, L-TRANS-06, L-TRANS-08, L-TRANS-09, S-HTTP-12
TEST_F(SessionStream, IsPrimedAndEndsWithTheAnswer) {
  auto one = call();
  say(progress, R"({"progress":1,"total":2})");
  const auto head = one.receive_head();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-type"), "text/event-stream");
  EXPECT_EQ(head.header("cache-control"), "no-store");
  const auto priming = one.receive_event();
  EXPECT_NE(field(priming, "id"), "");
  EXPECT_EQ(priming, "id: " + field(priming, "id") + "\nretry: 1000\ndata:\n\n");
  const auto told = one.receive_event();
  EXPECT_EQ(told, "id: " + field(told, "id") +
                      "\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":"
                      R"("notifications/progress","params":{"progressToken":"p\u0031",)"
                      "\"progress\":1,\"total\":2}}\n\n");
  finish_call();
  const auto last = one.receive_event();
  EXPECT_EQ(field(last, "data"), result);
  EXPECT_NE(field(last, "id"), field(told, "id"));
  EXPECT_EQ(one.receive_event(), "");
  EXPECT_EQ(one.request("GET", "/healthz").status, 200);
}

// L-LIFE-11: what came with a revision is not said to clients of an older one.
TEST_F(SessionStream, SpeaksTheRevisionOfTheClient) {
  for (const std::string version : {"2025-06-18", "2025-03-26", "2024-11-05"}) {
    auto one = call(R"({"progressToken":7})", version);
    say(progress, R"({"progress":1})");
    EXPECT_EQ(one.receive_head().status, 200);
    const auto event = one.receive_event();
    EXPECT_EQ(at(field(event, "data"), {"params", "progressToken"}), "7") << event;
    EXPECT_EQ(field(event, "id").empty(), version == "2024-11-05");
    finish_call();
    EXPECT_EQ(field(one.receive_event(), "data"), result);
    EXPECT_EQ(one.receive_event(), "");
  }
}

// S-PROG-03, S-PROG-04, S-PROG-05
TEST_F(SessionStream, PassesOnProgressThatGrows) {
  auto one = call(R"({"progressToken":-1})");
  for (const std::string value : {"1", "1", "0.5", "\"2\"", "1.5", "1e1"})
    say(progress, R"({"progress":)" + value + "}");
  finish_call();
  one.receive_head();
  one.receive_event();
  for (const std::string expected : {"1", "1.5", "1e1"}) {
    const auto data = field(one.receive_event(), "data");
    EXPECT_EQ(at(data, {"params", "progress"}), expected);
    EXPECT_EQ(at(data, {"params", "progressToken"}), "-1");
  }
  EXPECT_EQ(field(one.receive_event(), "data"), result);
  say(progress, R"({"progress":11})");
  EXPECT_EQ(one.receive_event(), "");
}

// S-PROG-04
TEST_F(SessionStream, IsNotOpenedForProgressNobodyAskedFor) {
  auto one = call("{}");
  say(progress, R"({"progress":1})");
  finish_call();
  EXPECT_EQ(one.receive().header("content-type"), "application/json");
  EXPECT_FALSE(gate.calls()[0].wants_progress);
}

// S-PROG-01
TEST_F(SessionStream, TakesNoProgressTokenThatIsNone) {
  const auto of_bytes = [](std::size_t size) { return '"' + std::string(size - 2, 'p') + '"'; };
  for (const auto& token : {std::string{"null"}, std::string{"1.5"}, std::string{"{}"},
                            of_bytes(limits::rpc_id_bytes_max + 1)}) {
    const auto got = post("/mcp", "ann", session_of(),
                          R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":)"
                          R"({"name":"echo","_meta":{"progressToken":)" +
                              token + "}}}");
    EXPECT_EQ(at(got.body, {"error", "code"}), "-32602") << token.substr(0, 20);
  }
  EXPECT_TRUE(gate.calls().empty());
  auto one = call(R"({"progressToken":)" + of_bytes(limits::rpc_id_bytes_max) + "}");
  finish_call();
  EXPECT_EQ(one.receive().status, 200);
}

TEST_F(SessionStream, PassesOnWhateverAServerSays) {
  auto one = call();
  say("notifications/message", R"({ "level":"info","data":"a\nb"})");
  say("notifications/x\"", "");
  finish_call();
  one.receive_head();
  one.receive_event();
  EXPECT_EQ(field(one.receive_event(), "data"),
            R"({"jsonrpc":"2.0","method":"notifications/message",)"
            R"("params":{ "level":"info","data":"a\nb"}})");
  EXPECT_EQ(field(one.receive_event(), "data"),
            R"({"jsonrpc":"2.0","method":"notifications/x\""})");
}

// L-TRANS-04, L-TRANS-09, S-BASE-02
TEST_F(SessionStream, BringsQuestionsOfAServerAndTakesTheirAnswers) {
  auto one = call();
  say("sampling/createMessage", R"({"messages":[],"maxTokens":1})", 41);
  say("elicitation/create", R"({"message":"?"})", 42);
  one.receive_head();
  one.receive_event();
  const auto first = field(one.receive_event(), "data");
  const auto second = field(one.receive_event(), "data");
  EXPECT_EQ(at(first, {"method"}), R"("sampling/createMessage")");
  EXPECT_EQ(at(first, {"params"}), R"({"messages":[],"maxTokens":1})");
  EXPECT_NE(at(first, {"id"}), at(second, {"id"}));
  const auto accepted = answer(at(second, {"id"}), R"("result":{ "action":"accept"})");
  EXPECT_EQ(accepted.status, 202);
  EXPECT_EQ(accepted.body, "");
  EXPECT_EQ(answer(at(first, {"id"}), R"("error":{"code":-1,"message":"no"})").status, 202);
  ASSERT_TRUE(gate.wait_for_server_answers(2));
  const auto answers = gate.server_answers();
  EXPECT_EQ(answers[0].handle, gate.handles()[0]);
  EXPECT_EQ(answers[0].reply_to, 42u);
  EXPECT_FALSE(answers[0].reply.is_error);
  EXPECT_EQ(answers[0].reply.body, R"({ "action":"accept"})");
  EXPECT_EQ(answers[1].reply_to, 41u);
  EXPECT_TRUE(answers[1].reply.is_error);
  EXPECT_EQ(answers[1].reply.body, R"({"code":-1,"message":"no"})");
  EXPECT_EQ(answer(at(first, {"id"}), R"("result":{})").status, 202) << "but to nobody";
  finish_call();
  EXPECT_EQ(field(one.receive_event(), "data"), result);
  EXPECT_EQ(gate.server_answers().size(), 2u);
}

// L-CANC-01: a server takes back what it asked by the id that the client knows.
TEST_F(SessionStream, TakesBackAQuestion) {
  auto one = call();
  say("sampling/createMessage", "{}", 41);
  say("notifications/cancelled", R"({"requestId":40})");
  say("notifications/cancelled", R"({"requestId":41})");
  one.receive_head();
  one.receive_event();
  const auto id = at(field(one.receive_event(), "data"), {"id"});
  const auto taken_back = field(one.receive_event(), "data");
  EXPECT_EQ(at(taken_back, {"method"}), R"("notifications/cancelled")");
  EXPECT_EQ(at(taken_back, {"params", "requestId"}), id);
  EXPECT_EQ(answer(id, R"("result":{})").status, 202);
  finish_call();
  EXPECT_EQ(field(one.receive_event(), "data"), result);
  EXPECT_TRUE(gate.server_answers().empty());
}

// L-CANC-01, L-ELIC-03: a question of one session is not answered by another.
TEST_F(SessionStream, TakesAnswersFromTheSessionThatWasAskedOnly) {
  auto one = call();
  say("roots/list", "", 7);
  one.receive_head();
  one.receive_event();
  const auto id = at(field(one.receive_event(), "data"), {"id"});
  const auto body = R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"roots":[]}})";
  EXPECT_EQ(post("/mcp", "ann", open(), body).status, 202);
  EXPECT_EQ(post("/mcp", "bob", open("/mcp", "bob"), body).status, 202);
  EXPECT_EQ(post("/mcp", "bob", session_of(), body).status, 403);
  finish_call();
  one.receive_event();
  EXPECT_EQ(post("/mcp", "ann", session_of(), body).status, 202) << "too late";
  EXPECT_TRUE(gate.server_answers().empty());
}

// S-BASE-06, S-BASE-07, L-TRANS-04
TEST_F(SessionStream, RefusesAnswersThatAreNone) {
  for (const std::string member :
       {R"("result":7)", R"("result":null)", R"("error":"no")", R"("error":{"code":1})",
        R"("error":{"code":"1","message":"no"})", R"("error":{"code":1.5,"message":"no"})",
        R"("error":{"code":1,"message":7})", R"("result":{},"error":{"code":1,"message":"m"})"}) {
    const auto got = answer(R"("ask_1")", member);
    EXPECT_EQ(got.status, 400) << member;
    EXPECT_EQ(at(got.body, {"error", "code"}), "-32600") << member;
  }
}

TEST_F(SessionStream, IsNotForcedOnAClientThatReadsOnlyJson) {
  const auto body = std::string{R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":)"
                                R"({"name":"slow","_meta":{"progressToken":1}}})"};
  auto one = client();
  one.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
           "Accept: application/json\r\nAuthorization: Bearer ann\r\nMcp-Session-Id: " +
           session_of() + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  ASSERT_TRUE(gate.wait_for_calls(1));
  EXPECT_FALSE(gate.calls()[0].wants_progress);
  say(progress, R"({"progress":1})");
  say("notifications/message", R"({"level":"info","data":1})");
  say("sampling/createMessage", R"({})", 3);
  ASSERT_TRUE(gate.wait_for_server_answers(1));
  EXPECT_EQ(gate.server_answers()[0].reply_to, 3u);
  EXPECT_TRUE(gate.server_answers()[0].reply.is_error);
  EXPECT_EQ(at(gate.server_answers()[0].reply.body, {"code"}), "-32601");
  finish_call();
  EXPECT_EQ(one.receive().body, R"({"jsonrpc":"2.0","id":1,"result":{"content":[]}})");
}

TEST_F(SessionStream, EndsWithFailuresToo) {
  auto one = call();
  say(progress, R"({"progress":1})");
  gate.finish_call(gate.handles().back(), failure{errc::internal, "SELECT secret"});
  EXPECT_EQ(one.receive_head().status, 200);
  one.receive_event();
  one.receive_event();
  const auto data = field(one.receive_event(), "data");
  EXPECT_EQ(at(data, {"error", "code"}), "-32603");
  EXPECT_EQ(data.find("SELECT"), std::string::npos);
  EXPECT_EQ(one.receive_event(), "");
  ASSERT_EQ(logged().size(), 1u);
  EXPECT_NE(logged()[0].find("SELECT secret"), std::string::npos);
}

TEST_F(SessionStream, CarriesAWholeBatch) {
  const std::string batch = R"([{"jsonrpc":"2.0","id":1,"method":"ping"},)"
                            R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":)"
                            R"({"name":"slow","_meta":{"progressToken":"t"}}}])";
  auto one = begin_post(session_of("2025-03-26"), batch, "2025-03-26");
  ASSERT_TRUE(gate.wait_for_calls(1));
  say(progress, R"({"progress":1})");
  one.receive_head();
  EXPECT_EQ(at(field(one.receive_event(), "data"), {"params", "progressToken"}), R"("t")");
  finish_call();
  EXPECT_EQ(field(one.receive_event(), "data"),
            R"([{"jsonrpc":"2.0","id":1,"result":{}},)"
            R"({"jsonrpc":"2.0","id":2,"result":{"content":[]}}])");
  EXPECT_EQ(one.receive_event(), "");
}

// S-CANC-02, L-TRANS-11
TEST_F(SessionStream, EndsWhenItsRequestIsCancelled) {
  auto one = call();
  say("sampling/createMessage", "{}", 5);
  one.receive_head();
  one.receive_event();
  const auto id = at(field(one.receive_event(), "data"), {"id"});
  EXPECT_EQ(post("/mcp", "ann", session_of(),
                 R"({"jsonrpc":"2.0","method":"notifications/cancelled",)"
                 R"("params":{"requestId":"A"}})")
                .status,
            202);
  EXPECT_EQ(at(field(one.receive_event(), "data"), {"error", "data", "code"}), R"("cancelled")");
  EXPECT_EQ(one.receive_event(), "");
  EXPECT_EQ(answer(id, R"("result":{})").status, 202);
  EXPECT_TRUE(gate.server_answers().empty());
}

TEST_F(SessionStream, SplitsAResultWithLineBreaksIntoLinesOfData) {
  auto one = call();
  say(progress, R"({"progress":1})");
  gate.finish_call(gate.handles().back(),
                   call_answer{call_answer::kind::result, "{\r\n\"content\":\n[]}"});
  one.receive_head();
  one.receive_event();
  one.receive_event();
  const auto event = one.receive_event();
  EXPECT_TRUE(event.ends_with("data: {\"jsonrpc\":\"2.0\",\"id\":\"\\u0041\",\"result\":{\n"
                              "data: \ndata: \"content\":\ndata: []}}\n\n"))
      << event;
}

} // namespace
} // namespace gatehouse
