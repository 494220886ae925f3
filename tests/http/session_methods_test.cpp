#include "http/mcp/session_result.hpp"
#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

class SessionMethods : public http_world {
protected:
  http_answer say(const std::string& method, const std::string& params = "{}") {
    if (session_.empty())
      session_ = open();
    return post("/mcp", "ann", session_,
                R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}");
  }

  std::string code_of(const std::string& method, const std::string& params) {
    return at(say(method, params).body, {"error", "code"});
  }

  client_request last() { return gate.calls().back(); }

private:
  std::string session_;
};

call_answer result(std::string body, server_era from = server_era::sessions) {
  return {call_answer::kind::result, std::move(body), {}, from};
}

// S-RES-01, S-PROMPT-01: every declared list is served.
TEST_F(SessionMethods, ListWhatThereIs) {
  gate.set_list(catalog_list::prompts, {{"a", R"({"name":"a"})"}});
  gate.set_list(catalog_list::resources, {{"x:1", R"({"uri":"x:1","name":"n"})"}});
  gate.set_list(catalog_list::templates, {{"x:{i}", R"({"uriTemplate":"x:{i}","name":"n"})"}});
  EXPECT_EQ(at(say("prompts/list").body, {"result"}), R"({"prompts":[{"name":"a"}]})");
  EXPECT_EQ(at(say("resources/list").body, {"result"}),
            R"({"resources":[{"uri":"x:1","name":"n"}]})");
  EXPECT_EQ(at(say("resources/templates/list").body, {"result"}),
            R"({"resourceTemplates":[{"uriTemplate":"x:{i}","name":"n"}]})");
}

// S-PAGE-03
TEST_F(SessionMethods, RefuseCursorsThatAreNotOurs) {
  for (const std::string method :
       {"tools/list", "prompts/list", "resources/list", "resources/templates/list"})
    for (const std::string cursor : {R"("")", R"("nonsense")", "7", "null"})
      EXPECT_EQ(code_of(method, R"({"cursor":)" + cursor + "}"), "-32602") << method << cursor;
}

// S-META-01: what the protocol does not name goes along, what is the gateway's stays behind.
TEST_F(SessionMethods, PassOnWhatTheProtocolDoesNotName) {
  say("tools/call", R"({"name":"echo","arguments":{"a":1},"extra":[1],"task":{"ttl":1},)"
                    R"("_meta":{"progressToken":1,"com.example/x":{"y":2},"traceparent":"t"}})");
  EXPECT_EQ(last().kind, request_kind::tool);
  EXPECT_EQ(last().extras, R"({"extra":[1]})");
  EXPECT_EQ(last().meta, R"({"com.example/x":{"y":2},"traceparent":"t"})");
  EXPECT_TRUE(last().wants_progress);
  EXPECT_FALSE(last().stateless);
}

// L-TASK-07, L-TASK-03, L-TASK-04: tasks are not offered, so `task` is ignored.
TEST_F(SessionMethods, AnswerACallWithATaskAsAnyOther) {
  const auto answer = say("tools/call", R"({"name":"echo","task":{"ttl":60000}})");
  EXPECT_EQ(at(answer.body, {"result"}), R"({"content":[]})");
  EXPECT_EQ(last().extras, "");
}

TEST_F(SessionMethods, GetPrompts) {
  gate.answer_calls("greet", result(R"({"messages":[]})"));
  const auto answer = say("prompts/get", R"({"name":"greet","arguments":{"who":"x"}})");
  EXPECT_EQ(at(answer.body, {"result"}), R"({"messages":[]})");
  EXPECT_EQ(last().kind, request_kind::prompt);
  EXPECT_EQ(last().arguments, R"({"who":"x"})");
}

// S-PROMPT-08, S-COMP-05: what is no text never reaches a server as one.
TEST_F(SessionMethods, RefusePromptsAndCompletionsWithArgumentsThatAreNoTexts) {
  for (const std::string bad : {R"({"who":7})", R"({"who":{"a":"b"}})", R"({"who":null})", "[]"})
    EXPECT_EQ(code_of("prompts/get", R"({"name":"greet","arguments":)" + bad + "}"), "-32602");
  for (const std::string bad : {"7", R"({"name":"a"})", R"({"name":7,"value":""})"})
    EXPECT_EQ(code_of("completion/complete",
                      R"({"ref":{"type":"ref/prompt","name":"greet"},"argument":)" + bad + "}"),
              "-32602");
  EXPECT_TRUE(gate.calls().empty());
}

// L-ROOT-01
TEST_F(SessionMethods, PassOnThatTheRootsHaveChanged) {
  const auto session = open();
  const std::string changed = R"({"jsonrpc":"2.0","method":"notifications/roots/list_changed"})";
  EXPECT_EQ(post("/mcp", "ann", session, changed).status, 202);
  EXPECT_EQ(gate.roots_changes(), (std::vector<session_id>{{session}}));
  EXPECT_EQ(post("/mcp", "ann", "nobody's", changed).status, 404);
  EXPECT_EQ(gate.roots_changes().size(), 1u);
}

// S-PROMPT-06
TEST_F(SessionMethods, SayThatAPromptIsUnknown) {
  const auto answer = say("prompts/get", R"({"name":"nope"})");
  EXPECT_EQ(at(answer.body, {"error", "code"}), "-32602");
  EXPECT_EQ(at(answer.body, {"error", "message"}), R"("Unknown prompt: nope")");
}

// L-RES-02
TEST_F(SessionMethods, ReadAndWatchResources) {
  gate.answer_calls("x:1", result(R"({"contents":[]})"));
  EXPECT_EQ(at(say("resources/read", R"({"uri":"x:1"})").body, {"result"}), R"({"contents":[]})");
  EXPECT_EQ(last().kind, request_kind::resource);
  EXPECT_EQ(last().name, "x:1");
  gate.answer_calls("x:1", result("{}"));
  EXPECT_EQ(at(say("resources/subscribe", R"({"uri":"x:1"})").body, {"result"}), "{}");
  EXPECT_EQ(last().kind, request_kind::watch);
  EXPECT_EQ(at(say("resources/unsubscribe", R"({"uri":"x:1"})").body, {"result"}), "{}");
  EXPECT_EQ(last().kind, request_kind::unwatch);
}

// S-RES-05, L-RES-01
TEST_F(SessionMethods, SayThatAResourceIsUnknown) {
  for (const std::string method :
       {"resources/read", "resources/subscribe", "resources/unsubscribe"}) {
    const auto answer = say(method, R"({"uri":"x:none"})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32002") << method;
    EXPECT_EQ(at(answer.body, {"error", "data", "uri"}), R"("x:none")");
  }
}

TEST_F(SessionMethods, HaveAUriWithinItsBound) {
  const auto uri = [](std::size_t bytes) {
    return R"({"uri":")" + std::string(bytes, 'u') + "\"}";
  };
  EXPECT_EQ(code_of("resources/read", uri(limits::uri_bytes_max)), "-32002");
  EXPECT_EQ(code_of("resources/read", uri(limits::uri_bytes_max + 1)), "-32602");
  EXPECT_EQ(gate.calls().size(), 1u);
}

// S-COMP-01
TEST_F(SessionMethods, CompleteArguments) {
  gate.answer_calls("greet", result(R"({"completion":{"values":[]}})"));
  const std::string argument = R"("argument":{"name":"n","value":""},"context":{"arguments":{}})";
  say("completion/complete", R"({"ref":{"type":"ref/prompt","name":"greet"},)" + argument + "}");
  EXPECT_EQ(last().kind, request_kind::completion);
  EXPECT_EQ(last().arguments, "{" + argument + "}");
  EXPECT_FALSE(last().of_template);
  say("completion/complete", R"({"ref":{"type":"ref/resource","uri":"x:{i}"},)" + argument + "}");
  EXPECT_TRUE(last().of_template);
}

// S-COMP-02
TEST_F(SessionMethods, RefuseWhatCannotBeCompleted) {
  const std::string argument = R"("argument":{"name":"n","value":"v"})";
  for (const std::string& params :
       {std::string{"{}"}, "{" + argument + "}",
        R"({"ref":{"type":"ref/tool","name":"x"},)" + argument + "}",
        R"({"ref":{"type":"ref/prompt"},)" + argument + "}",
        std::string{R"({"ref":{"type":"ref/prompt","name":"x"}})"},
        std::string{R"({"ref":{"type":"ref/prompt","name":"x"},"argument":{"name":"n"}})"}})
    EXPECT_EQ(code_of("completion/complete", params), "-32602") << params;
  EXPECT_TRUE(gate.calls().empty());
  EXPECT_EQ(code_of("completion/complete",
                    R"({"ref":{"type":"ref/prompt","name":"nope"},)" + argument + "}"),
            "-32602");
}

// L-LOG-01
TEST_F(SessionMethods, SetTheLogLevel) {
  for (const std::string level :
       {"debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"})
    EXPECT_EQ(at(say("logging/setLevel", R"({"level":")" + level + "\"}").body, {"result"}), "{}");
  EXPECT_EQ(gate.log_levels().size(), 8u);
}

// S-LOG-03
TEST_F(SessionMethods, RefuseALevelThatIsNone) {
  for (const std::string params :
       {"{}", R"({"level":7})", R"({"level":"INFO"})", R"({"level":""})"})
    EXPECT_EQ(code_of("logging/setLevel", params), "-32602") << params;
  EXPECT_TRUE(gate.log_levels().empty());
}

// L-PING-01
TEST_F(SessionMethods, AnswerAPing) {
  EXPECT_EQ(say("ping").body, R"({"jsonrpc":"2.0","id":1,"result":{}})");
}

TEST_F(SessionMethods, TakeTheCapabilitiesOfTheClientWithinTheirBound) {
  const auto initialize = [&](const std::string& capabilities) {
    return post("/mcp", "ann", {},
                R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":)"
                R"("2025-11-25","capabilities":)" +
                    capabilities + R"(,"clientInfo":{"name":"n","version":"1"}}})");
  };
  const auto of_bytes = [](std::size_t bytes) {
    return R"({"x":")" + std::string(bytes - 8, 'x') + "\"}";
  };
  EXPECT_EQ(at(initialize(R"({ "roots":{} })").body, {"error"}), "");
  EXPECT_EQ(gate.hellos().back().capabilities, R"({ "roots":{} })");
  EXPECT_EQ(at(initialize(of_bytes(limits::client_capabilities_bytes_max)).body, {"error"}), "");
  for (const auto& bad : {of_bytes(limits::client_capabilities_bytes_max + 1), std::string{"[]"},
                          std::string{"null"}})
    EXPECT_EQ(at(initialize(bad).body, {"error", "code"}), "-32602");
  EXPECT_EQ(gate.open_sessions(), 2u);
}

// L-LIFE-11, L-TOOLS-01
TEST(SessionResult, LeavesOutWhatCameWithALaterRevision) {
  EXPECT_EQ(result_for_session(R"({"resultType":"complete","content":[ ],"x":1})"),
            R"({"content":[ ],"x":1})");
  EXPECT_EQ(result_for_session(R"({"contents":[],"ttlMs":5,"cacheScope":"public"})"),
            R"({"contents":[]})");
  EXPECT_EQ(result_for_session(R"({"content":[],"structuredContent":[1]})"), R"({"content":[]})");
  EXPECT_EQ(result_for_session(R"({"structuredContent":{"a":1}})"),
            R"({"structuredContent":{"a":1}})");
  EXPECT_EQ(result_for_session(R"({ "content" : [] })"), R"({ "content" : [] })");
}

TEST_F(SessionMethods, AnswerInTheirRevisionWhateverTheServersEra) {
  gate.answer_calls("echo",
                    result(R"({"resultType":"complete","content":[]})", server_era::stateless));
  EXPECT_EQ(at(say("tools/call", R"({"name":"echo"})").body, {"result"}), R"({"content":[]})");
  gate.answer_calls("echo", result(R"({"resultType":"x","content":[]})"));
  EXPECT_EQ(at(say("tools/call", R"({"name":"echo"})").body, {"result"}),
            R"({"resultType":"x","content":[]})");
}

} // namespace
} // namespace gatehouse
