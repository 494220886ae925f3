#include "events/core/limits.hpp"
#include "tests/upstream/mcp_client_world.hpp"

namespace gatehouse {
namespace {

using how = upstream_reply::kind;

/// What a server says on its own, in the era of sessions.
struct ServerSpeech : mcp_client_world {
  void start_with(const std::string& capabilities) {
    upstream_target target;
    target.capabilities = capabilities;
    start_open(std::move(target));
    transport->notices.clear();
  }

  /// The answer the client gave of itself to the last request of the server, empty if none.
  std::string answered() const {
    return transport->notices.empty() ? "" : transport->notices.back();
  }

  void ask(const std::string& method, const std::string& params = "{}",
           const std::string& id = "7") {
    hear(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")" + method + R"(","params":)" + params +
         "}");
  }

  void tell(const std::string& method, const std::string& params = "{}",
            std::optional<std::uint64_t> during = std::nullopt) {
    hear(R"({"jsonrpc":"2.0","method":")" + method + R"(","params":)" + params + "}", during);
  }
};

constexpr auto all = R"({"sampling":{"tools":{}},"elicitation":{"form":{},"url":{}},"roots":{}})";

// S-ELIC-04, S-SAMP-01, S-ROOT-01
TEST_F(ServerSpeech, DeclaresWhatTheTargetSays) {
  start_with(all);
  EXPECT_NE(transport->requests[0].text.find(std::string{R"("capabilities":)"} + all),
            std::string::npos);
}

// S-BASE-04
TEST_F(ServerSpeech, PassesARequestOnAndItsAnswerBack) {
  start_with(all);
  const auto running = call();
  hear(R"({"jsonrpc":"2.0","id":"q-1","method":"sampling/createMessage","params":{"m": 1,)"
       R"("_meta":{"progressToken":0}}})",
       running);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].method, "sampling/createMessage");
  EXPECT_EQ(messages[0].params, R"({"m":1})");
  EXPECT_EQ(messages[0].during, running);
  ASSERT_NE(messages[0].reply_to, 0U);
  settle([&] { client->answer(messages[0].reply_to, {false, R"({"role":"assistant"})"}); });
  EXPECT_EQ(answered(), R"({"jsonrpc":"2.0","id":"q-1","result":{"role":"assistant"}})");
  settle([&] { client->answer(messages[0].reply_to, {false, "{}"}); });
  settle([&] { client->answer(4711, {false, "{}"}); });
  EXPECT_EQ(transport->notices.size(), 1U) << "an answer is given once";
}

TEST_F(ServerSpeech, AnswersWithAnErrorWhenTold) {
  start_with(all);
  ask("roots/list");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_FALSE(messages[0].during);
  settle([&] { client->answer(messages[0].reply_to, {true, R"({"code":-1,"message":"no"})"}); });
  EXPECT_EQ(answered(), R"({"jsonrpc":"2.0","id":7,"error":{"code":-1,"message":"no"}})");
}

// L-PING-01
TEST_F(ServerSpeech, AnswersAPingOfItsOwn) {
  start_with("{}");
  ask("ping");
  EXPECT_EQ(answered(), R"({"jsonrpc":"2.0","id":7,"result":{}})");
  EXPECT_TRUE(messages.empty());
}

// S-ELIC-05, S-SAMP-02, S-SAMP-03, L-LIFE-12, L-ELIC-08, L-ROOT-02
TEST_F(ServerSpeech, RefusesWhatWasNotDeclared) {
  const auto refusal = [&](const std::string& capabilities, const std::string& method,
                           const std::string& params) {
    start_with(capabilities);
    ask(method, params);
    EXPECT_TRUE(messages.empty()) << method;
    const auto said = answered();
    transport = std::make_shared<fake_transport>(loop);
    fresh = true;
    return said.substr(std::min(said.find("\"code\":"), said.size()), 13);
  };
  EXPECT_EQ(refusal("{}", "roots/list", "{}"), R"("code":-32601)");
  EXPECT_EQ(refusal("{}", "sampling/createMessage", "{}"), R"("code":-32601)");
  EXPECT_EQ(refusal("{}", "elicitation/create", "{}"), R"("code":-32601)");
  EXPECT_EQ(refusal("{}", "tasks/list", "{}"), R"("code":-32601)");
  EXPECT_EQ(refusal(all, "no/such/method", "{}"), R"("code":-32601)");
  EXPECT_EQ(refusal(R"({"sampling":{}})", "sampling/createMessage", R"({"tools":[]})"),
            R"("code":-32602)");
  EXPECT_EQ(refusal(R"({"elicitation":{}})", "elicitation/create", R"({"mode":"url"})"),
            R"("code":-32602)");
  EXPECT_EQ(refusal(R"({"elicitation":{"url":{}}})", "elicitation/create", "{}"),
            R"("code":-32602)");
}

// S-ELIC-04, S-ELIC-07
TEST_F(ServerSpeech, TakesAnEmptyDeclarationOfElicitationForForms) {
  start_with(R"({"elicitation":{}})");
  ask("elicitation/create", R"({"message":"m"})", "1");
  ask("elicitation/create", R"({"mode":"form"})", "2");
  EXPECT_EQ(messages.size(), 2U);
}

TEST_F(ServerSpeech, BoundsTheRequestsThatWait) {
  start_with(all);
  for (std::size_t i = 1; i <= limits::server_requests_max + 1; ++i)
    ask("roots/list", "{}", std::to_string(i));
  EXPECT_EQ(messages.size(), limits::server_requests_max);
  EXPECT_NE(answered().find("\"code\":-32603"), std::string::npos);
  settle([&] { client->answer(messages[0].reply_to, {false, "{}"}); });
  ask("roots/list", "{}", "99");
  EXPECT_EQ(messages.size(), limits::server_requests_max + 1) << "an answer makes room";
}

TEST_F(ServerSpeech, IgnoresAnIdThatIsInUse) {
  start_with(all);
  ask("roots/list", "{}", "7");
  ask("elicitation/create", "{}", "7");
  EXPECT_EQ(messages.size(), 1U);
  EXPECT_TRUE(transport->notices.empty());
  ask("roots/list", "{}", "\"7\"");
  EXPECT_EQ(messages.size(), 2U) << "a string is another id than a number";
}

// S-CANC-04, L-CANC-01
TEST_F(ServerSpeech, PassesOnThatAServerGaveItsRequestUp) {
  start_with(all);
  const auto running = call();
  hear(R"({"jsonrpc":"2.0","id":"q","method":"roots/list"})", running);
  tell("notifications/cancelled", R"({"requestId":"q","reason":"late"})");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[1].method, "notifications/cancelled");
  EXPECT_EQ(messages[1].params,
            R"({"requestId":)" + std::to_string(messages[0].reply_to) + R"(,"reason":"late"})");
  EXPECT_EQ(messages[1].during, running);
  EXPECT_EQ(messages[1].reply_to, 0U);
  settle([&] { client->answer(messages[0].reply_to, {false, "{}"}); });
  EXPECT_TRUE(transport->notices.empty()) << "nobody waits for it any more";
  for (std::string malformed : {"{}", R"({"requestId":"q"})", R"({"requestId":{}})"})
    tell("notifications/cancelled", malformed);
  EXPECT_EQ(messages.size(), 2U);
}

// S-PROG-02
TEST_F(ServerSpeech, MapsProgressToItsRequest) {
  start_with("{}");
  auto what = tool_call();
  what.wants_progress = true;
  what.meta = R"({"progressToken":"theirs","traceparent":"00-1"})";
  const auto running = request(what);
  EXPECT_EQ(transport->requests.back().text,
            R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"_meta":{"progressToken":2,)"
            R"("traceparent":"00-1"},"name":"tool","arguments":{}}})");
  tell("notifications/progress", R"({"progressToken":2,"progress":0.5,"total":1,"x":[ ]})");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].during, running);
  EXPECT_EQ(messages[0].params, R"({"progress":0.5,"total":1,"x":[ ]})");
  // S-PROG-03: it increases. S-PROG-04: a token that was never given. And what is malformed.
  for (std::string dropped :
       {R"({"progressToken":2,"progress":0.5})", R"({"progressToken":2,"progress":0.25})",
        R"({"progressToken":3,"progress":9})", R"({"progressToken":"2","progress":9})",
        R"({"progressToken":2,"progress":"9"})", R"({"progressToken":2})", R"({"progress":9})",
        R"({"progressToken":-2,"progress":9})"})
    tell("notifications/progress", dropped);
  EXPECT_EQ(messages.size(), 1U);
  tell("notifications/progress", R"({"progressToken":2,"progress":1})");
  EXPECT_EQ(messages.size(), 2U);
  hear(answer(running, "{}"));
  tell("notifications/progress", R"({"progressToken":2,"progress":2})");
  EXPECT_EQ(messages.size(), 2U) << "S-PROG-05: over is over";
}

// S-PROG-04
TEST_F(ServerSpeech, PassesNoProgressThatNobodyAskedFor) {
  start_with("{}");
  const auto running = call();
  tell("notifications/progress",
       R"({"progressToken":)" + std::to_string(running) + R"(,"progress":1})");
  EXPECT_TRUE(messages.empty());
}

TEST_F(ServerSpeech, PassesAllElseOnAndSaysWhatItBelongsTo) {
  start_with("{}");
  const auto running = call();
  tell("notifications/message", R"({"level":"info","data":1})", running);
  tell("notifications/resources/updated", R"({"uri":"u"})");
  tell("notifications/elicitation/complete", R"({"elicitationId":"e"})");
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].during, running);
  EXPECT_EQ(messages[0].params, R"({"level":"info","data":1})");
  EXPECT_FALSE(messages[1].during);
  EXPECT_EQ(messages[2].method, "notifications/elicitation/complete");
}

TEST_F(ServerSpeech, TellsWhichListChanged) {
  start_with("{}");
  for (std::string list : {"tools", "prompts", "resources"})
    tell("notifications/" + list + "/list_changed");
  EXPECT_EQ(changed, (std::vector{catalog_list::tools, catalog_list::prompts,
                                  catalog_list::resources, catalog_list::templates}));
}

TEST_F(ServerSpeech, KeepsItsOwnRequestsToItself) {
  start_with(all);
  on_loop([&] { client->ping(std::chrono::hours{1}, [](const outcome<nothing>&) {}); });
  hear(R"({"jsonrpc":"2.0","id":1,"method":"roots/list"})", transport->requests.back().id);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_FALSE(messages[0].during) << "nobody knows that handle";
}

// L-RES-02
TEST_F(ServerSpeech, SubscribesAndUnsubscribes) {
  start_with("{}");
  const auto done = [this](upstream_reply reply) { replies.push_back(std::move(reply)); };
  on_loop([&] { client->watch_resource("a\"b", true, done); });
  EXPECT_EQ(transport->requests.back().text,
            R"({"jsonrpc":"2.0","id":2,"method":"resources/subscribe","params":{"uri":"a\"b"}})");
  on_loop([&] { client->watch_resource("u", false, done); });
  EXPECT_NE(transport->requests.back().text.find("resources/unsubscribe"), std::string::npos);
  hear(answer(2, "{}"));
  hear(answer(3, "{}"));
  EXPECT_EQ(replies.size(), 2U);
}

TEST_F(ServerSpeech, DropsAFloodAndSaysSo) {
  start_with("{}");
  std::string flood = "[";
  for (std::size_t i = 0; i < limits::batch_messages_max; ++i)
    flood += (i ? "," : "") + std::string{R"({"jsonrpc":"2.0","method":"notifications/x"})"};
  flood += "]";
  const auto rounds = 2 * limits::server_messages_max / limits::batch_messages_max;
  settle([&] {
    for (std::size_t i = 0; i < rounds; ++i)
      transport->events.on_text(flood, std::nullopt); // a batch is not taken away
  });
  EXPECT_LT(messages.size(), 2 * limits::server_messages_max);
  EXPECT_GE(messages.size(), limits::server_messages_max);
  const auto running = call();
  hear(answer(running, "{}"));
  EXPECT_EQ(replies.size(), 1U) << "answers are no part of it";
}

} // namespace
} // namespace gatehouse
