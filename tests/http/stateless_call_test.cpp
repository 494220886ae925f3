#include "tests/support/stateless_world.hpp"

namespace gatehouse {
namespace {

class StatelessCall : public stateless_world {
protected:
  static call_answer result(std::string body, server_era from = server_era::sessions) {
    return {call_answer::kind::result, std::move(body), {}, from};
  }

  static call_answer error(std::string body, server_era from = server_era::sessions) {
    return {call_answer::kind::rpc_error, std::move(body), {}, from};
  }

  static std::string code_of(const http_answer& answer) {
    return at(answer.body, {"error", "code"});
  }
};

const std::string with_token = R"("progressToken":"p\u0031")";
const std::string with_level = R"("io.modelcontextprotocol/logLevel":"warning")";

TEST_F(StatelessCall, ReachesTheGatewayWhole) {
  auto message = call_of("echo", R"("arguments":{ "a" : [1] },"x":{"y":1})");
  message.meta = with_token + "," + with_level + R"(,"traceparent":"00-1","com.example/own":[2])";
  message.capabilities = R"({"elicitation":{}})";
  const auto answer = say(message);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(at(answer.body, {"result", "resultType"}), R"("complete")");
  ASSERT_EQ(gate.calls().size(), 1u);
  const auto call = gate.calls()[0];
  EXPECT_EQ(call.kind, request_kind::tool);
  EXPECT_EQ(call.name, "echo");
  EXPECT_EQ(call.arguments, R"({ "a" : [1] })");
  EXPECT_EQ(call.extras, R"({"x":{"y":1}})");
  EXPECT_EQ(call.meta, R"({"traceparent":"00-1","com.example/own":[2]})");
  EXPECT_EQ(call.capabilities, R"({"elicitation":{}})");
  EXPECT_EQ(call.log_level, "warning");
  EXPECT_TRUE(call.wants_progress);
  EXPECT_TRUE(call.stateless);
}

// M-STATE-01, M-META-05: what one request says does not count for the next
TEST_F(StatelessCall, StandsForItself) {
  auto message = call_of("echo");
  message.capabilities = R"({"elicitation":{}})";
  message.meta = with_level;
  say(message);
  say(call_of("echo"));
  EXPECT_EQ(gate.calls()[1].capabilities, "{}");
  EXPECT_EQ(gate.calls()[1].log_level, "");
  EXPECT_FALSE(gate.calls()[1].wants_progress);
}

TEST_F(StatelessCall, MayBeForAPromptAResourceOrACompletion) {
  gate.answer_calls("greet", result(R"({"messages":[]})"));
  gate.answer_calls("x:y", result(R"({"contents":[]})"));
  EXPECT_EQ(say({"prompts/get", R"("name":"greet","arguments":{"a":"b"})", "greet"}).status, 200);
  EXPECT_EQ(gate.calls()[0].kind, request_kind::prompt);
  EXPECT_EQ(gate.calls()[0].arguments, R"({"a":"b"})");
  const auto read = say({"resources/read", R"("uri":"x:y")", "x:y"});
  EXPECT_EQ(at(read.body, {"result", "ttlMs"}), "0");
  EXPECT_EQ(at(read.body, {"result", "cacheScope"}), R"("private")");
  EXPECT_EQ(gate.calls()[1].kind, request_kind::resource);
  const std::string argument = R"("argument":{"name":"n","value":"v"})";
  say({"completion/complete", R"("ref":{"type":"ref/prompt","name":"greet"},)" + argument});
  EXPECT_EQ(gate.calls()[2].kind, request_kind::completion);
  EXPECT_FALSE(gate.calls()[2].of_template);
  EXPECT_EQ(gate.calls()[2].arguments, "{" + argument + "}");
  say({"completion/complete", R"("ref":{"type":"ref/resource","uri":"x:y"},)" + argument});
  EXPECT_TRUE(gate.calls()[3].of_template);
  EXPECT_EQ(gate.calls()[3].name, "x:y");
}

// S-TOOLS-10, S-PROMPT-06, S-COMP-02, M-MRTR-12
TEST_F(StatelessCall, IsRefusedWithParamsThatAreNone) {
  const std::string longest(limits::uri_bytes_max, 'u');
  for (const auto& [method, params] : std::vector<std::pair<std::string, std::string>>{
           {"tools/call", R"("name":7)"},
           {"tools/call", ""},
           {"prompts/get", ""},
           {"resources/read", R"("uri":null)"},
           {"completion/complete", ""},
           {"completion/complete", R"("ref":{"type":"ref/prompt","name":"x"})"},
           {"completion/complete", R"("ref":{"type":"ref/x","name":"x"},"argument":{})"},
       }) {
    const auto answer = say({method, params});
    EXPECT_EQ(answer.status, 200) << method << params;
    EXPECT_EQ(code_of(answer), "-32602") << method << params;
  }
  for (const std::string more :
       {R"("arguments":[])", R"("requestState":7)", R"("inputResponses":[])"})
    EXPECT_EQ(code_of(say(call_of("echo", more))), "-32602") << more;
  EXPECT_EQ(code_of(say({"resources/read", R"("uri":"u)" + longest + "\"", "u" + longest})),
            "-32602");
  EXPECT_TRUE(gate.calls().empty());
}

// S-TOOLS-10, M-RES-03, M-RES-04
TEST_F(StatelessCall, MayBeForWhatIsUnknown) {
  const auto tool = say(call_of("nope"));
  EXPECT_EQ(tool.status, 200);
  EXPECT_EQ(code_of(tool), "-32602");
  EXPECT_EQ(at(tool.body, {"error", "message"}), R"("Unknown tool: nope")");
  EXPECT_EQ(at(say({"prompts/get", R"("name":"nope")", "nope"}).body, {"error", "message"}),
            R"("Unknown prompt: nope")");
  const auto resource = say({"resources/read", R"("uri":"file:///none")", "file:///none"});
  EXPECT_EQ(code_of(resource), "-32602");
  EXPECT_EQ(at(resource.body, {"error", "data", "uri"}), R"("file:///none")");
}

// M-MRTR-05, M-META-05, M-META-06, M-BASE-09
TEST_F(StatelessCall, MayNeedACapabilityThatTheClientLacks) {
  gate.answer_calls("echo", failure{errc::capability_missing, "elicitation.url"});
  const auto own = say(call_of("echo"));
  EXPECT_EQ(own.status, 400);
  EXPECT_EQ(code_of(own), "-32021");
  EXPECT_EQ(at(own.body, {"error", "data", "requiredCapabilities"}),
            R"({"elicitation":{"url":{}}})");
  gate.answer_calls("echo", error(R"({"code":-32021,"message":"m","data":)"
                                  R"({"requiredCapabilities":{"sampling":{}}}})",
                                  server_era::stateless));
  const auto passed = say(call_of("echo"));
  EXPECT_EQ(passed.status, 400);
  EXPECT_EQ(at(passed.body, {"error", "data", "requiredCapabilities"}), R"({"sampling":{}})");
}

TEST_F(StatelessCall, SaysWhenItNeedsAnApproval) {
  gate.answer_calls("echo", failure{errc::approval_needed, "Ask an admin."});
  const auto answer = say(call_of("echo"));
  EXPECT_EQ(at(answer.body, {"result", "content"}), R"([{"type":"text","text":"Ask an admin."}])");
  EXPECT_EQ(at(answer.body, {"result", "isError"}), "true");
  EXPECT_EQ(at(answer.body, {"result", "resultType"}), R"("complete")");
}

// M-HTTP-22, M-HTTP-23, M-HTTP-24, M-HTTP-25
TEST_F(StatelessCall, RepeatsInHeadersWhatTheToolMarks) {
  gate.set_list(catalog_list::tools,
                {{"echo", R"({"name":"echo","inputSchema":{"type":"object","properties":)"
                          R"({"city":{"type":"string","x-mcp-header":"City"}}}})"}});
  EXPECT_EQ(say(call_of("echo")).status, 200);
  auto message = call_of("echo", R"("arguments":{"city":"Bern"})");
  const auto missing = say(message);
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(code_of(missing), "-32020");
  message.headers = {"mcp-param-CITY: Bern"};
  EXPECT_EQ(say(message).status, 200);
  message.headers = {"Mcp-Param-City: =?base64?QmVybg?="};
  EXPECT_EQ(code_of(say(message)), "-32020");
  message.headers = {"Mcp-Param-City: Bern", "Mcp-Param-City: Bern"};
  EXPECT_EQ(code_of(say(message)), "-32020");
  EXPECT_EQ(gate.calls().size(), 2u);
}

// M-MRTR-02, M-MRTR-16
TEST_F(StatelessCall, MayAskForInput) {
  const std::string requests = R"({"a":{"method":"roots/list"}})";
  gate.answer_calls("echo", call_answer{call_answer::kind::input_required, requests, "st\"ate",
                                        server_era::stateless});
  const auto first = say(call_of("echo"));
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(at(first.body, {"result", "resultType"}), R"("input_required")");
  EXPECT_EQ(at(first.body, {"result", "inputRequests"}), requests);
  EXPECT_EQ(at(first.body, {"result", "requestState"}), R"("st\"ate")");
  gate.answer_calls("echo", result(R"({"content":[]})"));
  const auto last = say(call_of(
      "echo",
      R"("arguments":{"b":1},"inputResponses":{"a":{"roots":[]}},"requestState":"st\u0022ate")"));
  EXPECT_EQ(at(last.body, {"result", "resultType"}), R"("complete")");
  ASSERT_EQ(gate.rounds().size(), 1u);
  EXPECT_EQ(gate.rounds()[0].request_state, "st\"ate");
  EXPECT_EQ(gate.rounds()[0].responses, R"({"a":{"roots":[]}})");
  EXPECT_EQ(gate.calls()[1].arguments, R"({"b":1})");
  EXPECT_EQ(gate.calls()[1].extras, "");
}

TEST_F(StatelessCall, MayAskForNothingButAnotherRound) {
  gate.answer_calls("echo", call_answer{call_answer::kind::input_required, "{}", "s", {}});
  const auto answer = say(call_of("echo"));
  EXPECT_EQ(at(answer.body, {"result", "inputRequests"}), "");
  EXPECT_EQ(at(answer.body, {"result", "requestState"}), R"("s")");
  say(call_of("echo", R"("requestState":"s")"));
  EXPECT_EQ(gate.rounds().back().responses, "");
}

// M-MRTR-13, M-MRTR-14, M-STATE-05: answers to nothing we know are no answers
TEST_F(StatelessCall, BeginsAnewWithoutItsState) {
  say(call_of("echo", R"("inputResponses":{"a":{"roots":[]}})"));
  EXPECT_TRUE(gate.rounds().empty());
  EXPECT_EQ(gate.calls().size(), 1u);
}

// M-MRTR-08
TEST_F(StatelessCall, IsRefusedWithAForeignState) {
  gate.answer_calls("echo", failure{errc::request_state_invalid, {}});
  const auto answer = say(call_of("echo", R"("requestState":"s","inputResponses":{})"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(code_of(answer), "-32602");
}

// M-MRTR-01
TEST_F(StatelessCall, ForACompletionAsksForNothing) {
  gate.answer_calls("greet", call_answer{call_answer::kind::input_required, "{}", "s", {}});
  const auto answer = say({"completion/complete", R"("ref":{"type":"ref/prompt","name":"greet"},)"
                                                  R"("argument":{"name":"n","value":"v"})"});
  EXPECT_EQ(code_of(answer), "-32603");
}

// S-ELIC-05, S-ELIC-09, M-ELIC-04: what a server with sessions says by -32042
TEST_F(StatelessCall, MaySendTheUserToAUrlFirst) {
  gate.answer_calls("echo", error(R"({"code":-32042,"message":"m","data":{"elicitations":[)"
                                  R"({"mode":"url","elicitationId":"e","url":"https://a.test/?b",)"
                                  R"("message":"Sign in."}]}})"));
  const auto refused = say(call_of("echo"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(code_of(refused), "-32021");
  EXPECT_EQ(at(refused.body, {"error", "data", "requiredCapabilities"}),
            R"({"elicitation":{"url":{}}})");
  auto message = call_of("echo");
  message.capabilities = R"({"elicitation":{"url":{}}})";
  const auto asked = say(message);
  EXPECT_EQ(at(asked.body, {"result", "resultType"}), R"("input_required")");
  EXPECT_EQ(at(asked.body, {"result", "inputRequests"}),
            R"({"url-1":{"method":"elicitation/create","params":)"
            R"({"mode":"url","message":"Sign in.","url":"https://a.test/?b"}}})");
  EXPECT_EQ(at(asked.body, {"result", "requestState"}), "");
  for (const std::string data : {"7", "{}", R"({"elicitations":[]})", R"({"elicitations":[{}]})"}) {
    gate.answer_calls("echo", error(R"({"code":-32042,"message":"m","data":)" + data + "}"));
    EXPECT_EQ(code_of(say(message)), "-32602") << data;
  }
  std::string many;
  for (std::size_t one = 0; one <= limits::questions_per_call_max; ++one)
    many += std::string{one == 0 ? "" : ","} + R"({"url":"https://a.test","message":"m"})";
  gate.answer_calls(
      "echo", error(R"({"code":-32042,"message":"m","data":{"elicitations":[)" + many + "]}}"));
  EXPECT_EQ(code_of(say(message)), "-32602");
}

// S-HTTP-12, S-PROG-04, M-HTTP-36, M-HTTP-38, M-PROG-01, M-LOG-02, M-LOG-04, M-HTTP-37, M-PAT-01,
// M-PAT-03, M-PAT-04
TEST_F(StatelessCall, StreamsWhatIsSaidMeanwhile) {
  auto message = call_of("slow");
  message.meta = with_token + "," + with_level;
  auto one = begin(message);
  const auto handle = gate.handles().back();
  gate.say(handle, {"notifications/progress", R"({"progress":1,"total":2})"});
  gate.say(handle, {"notifications/message", R"({"level":"notice","data":1})"});
  gate.say(handle, {"notifications/message", R"({"level":"warning","data":2})"});
  gate.say(handle, {"notifications/message", R"({"level":"alert","data":3})"});
  gate.say(handle, {"notifications/message", R"({"level":"loud","data":4})"});
  gate.say(handle, {"notifications/tools/list_changed", ""});
  gate.say(handle, {"sampling/createMessage", "{}", 7});
  gate.finish_call(handle, result(R"({"content":[]})"));
  const auto answer = one.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/event-stream");
  EXPECT_EQ(answer.header("x-accel-buffering"), "no");
  EXPECT_EQ(answer.body.find("id:"), std::string::npos) << "nothing to resume";
  const auto events = events_in(answer.body);
  ASSERT_EQ(events.size(), 4u) << answer.body;
  EXPECT_EQ(events[0], R"({"jsonrpc":"2.0","method":"notifications/progress","params":)"
                       R"({"progressToken":"p\u0031","progress":1,"total":2}})");
  EXPECT_EQ(at(events[1], {"params", "data"}), "2");
  EXPECT_EQ(at(events[2], {"params", "data"}), "3");
  EXPECT_EQ(at(events[3], {"result", "resultType"}), R"("complete")");
}

// M-LOG-01, S-PROG-04: nobody asked
TEST_F(StatelessCall, StaysSilentUnlessAskedToSpeak) {
  auto one = begin(call_of("slow"));
  const auto handle = gate.handles().back();
  EXPECT_FALSE(gate.calls().back().wants_progress);
  EXPECT_EQ(gate.calls().back().log_level, "");
  gate.say(handle, {"notifications/progress", R"({"progress":1})"});
  gate.say(handle, {"notifications/message", R"({"level":"emergency","data":1})"});
  gate.finish_call(handle, result(R"({"content":[]})"));
  const auto answer = one.receive();
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_EQ(at(answer.body, {"result", "content"}), "[]");
}

TEST_F(StatelessCall, IsSilentTowardsWhoReadsNoStreams) {
  auto message = call_of("slow");
  message.meta = with_token + "," + with_level;
  message.accept = "application/json";
  auto one = begin(message);
  EXPECT_FALSE(gate.calls().back().wants_progress);
  EXPECT_EQ(gate.calls().back().log_level, "");
  gate.say(gate.handles().back(), {"notifications/progress", R"({"progress":1})"});
  finish_call();
  EXPECT_EQ(one.receive().header("content-type"), "application/json");
}

// M-HTTP-39, M-HTTP-40, S-CANC-02
TEST_F(StatelessCall, IsGivenUpWhenTheClientIsGone) {
  begin(call_of("slow")).close();
  EXPECT_TRUE(gate.wait_for_cancelled(1));
  EXPECT_EQ(gate.cancelled(), gate.handles());
}

} // namespace
} // namespace gatehouse
