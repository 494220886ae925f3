#include "events/core/limits.hpp"
#include "tests/upstream/mcp_client_world.hpp"

namespace gatehouse {
namespace {

using how = upstream_reply::kind;

const std::string discovered =
    R"({"resultType":"complete","ttlMs":0,"cacheScope":"private",)"
    R"("supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"instructions":"be kind",)"
    R"("_meta":{"io.modelcontextprotocol/serverInfo":{"name":"modern","version":"2"}}})";

const std::string our_meta =
    R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
    R"("io.modelcontextprotocol/clientInfo":{"name":"gatehouse","version":"0.1.0"},)"
    R"("io.modelcontextprotocol/clientCapabilities":)";

std::string error(std::uint64_t id, int code, const std::string& data = "{}") {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"error":{"code":)" +
         std::to_string(code) + R"(,"message":"m","data":)" + data + "}}";
}

/// The era without sessions, on a fake transport.
struct StatelessClient : mcp_client_world {
  void start_stateless(const std::string& hello_text = discovered) {
    start({});
    hear(answer(1, hello_text));
  }

  std::string last_method() const {
    const auto& text = transport->requests.back().text;
    const auto begin = text.find(R"("method":")") + 10;
    return text.substr(begin, text.find('"', begin) - begin);
  }

  upstream_reply reply_to(upstream_request what, const std::string& result) {
    replies.clear();
    hear(answer(request(std::move(what)), result));
    return replies.empty() ? upstream_reply{how::garbage, {}, "no reply"} : replies.front();
  }
};

// M-META-01, M-META-02, M-HTTP-08
TEST_F(StatelessClient, AsksWhatTheServerIs) {
  start({});
  ASSERT_EQ(transport->requests.size(), 1U);
  EXPECT_EQ(transport->era, server_era::stateless);
  EXPECT_EQ(transport->version, "2026-07-28");
  EXPECT_EQ(transport->requests[0].text,
            R"({"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{)" + our_meta +
                "{}}}}");
  EXPECT_EQ(transport->requests[0].headers, (header_list{{"Mcp-Method", "server/discover"}}));
  hear(answer(1, discovered));
  ASSERT_TRUE(hello) << hello.error().detail;
  EXPECT_EQ(hello->era, server_era::stateless);
  EXPECT_FALSE(hello->keeps_state);
  EXPECT_EQ(hello->protocol_version, "2026-07-28");
  EXPECT_EQ(hello->server_name, "modern");
  EXPECT_EQ(hello->instructions, "be kind");
  EXPECT_EQ(hello->capabilities, R"({"tools":{}})");
  EXPECT_TRUE(transport->notices.empty());
  EXPECT_FALSE(transport->listening);
}

// S-PROG-02, M-META-01, M-META-02, M-META-04, M-HTTP-09, M-ELIC-01
TEST_F(StatelessClient, SaysInEachRequestAllThatItHasToKnow) {
  start_stateless();
  auto what = tool_call();
  what.capabilities = R"({"elicitation":{}})";
  what.log_level = "debug";
  what.wants_progress = true;
  what.meta = R"({"traceparent":"00-1","progressToken":"theirs",)"
              R"("io.modelcontextprotocol/protocolVersion":"1999-01-01"})";
  request(what);
  EXPECT_EQ(transport->requests.back().text,
            R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"_meta":{)" + our_meta +
                R"({"elicitation":{}},"io.modelcontextprotocol/logLevel":"debug",)"
                R"("progressToken":2,"traceparent":"00-1"},"name":"tool","arguments":{}}})");
  EXPECT_EQ(transport->requests.back().headers,
            (header_list{{"Mcp-Method", "tools/call"}, {"Mcp-Name", "tool"}}));
}

// M-BASE-04, M-BASE-06, M-MRTR-02, M-VERS-04, M-TASK-01
TEST_F(StatelessClient, TellsResultsApartByTheirType) {
  start_stateless();
  EXPECT_EQ(reply_to(tool_call(), "{}").how, how::result) << "M-BASE-05";
  EXPECT_EQ(reply_to(tool_call(), R"({"resultType":"complete"})").how, how::result);
  for (std::string wrong :
       {R"({"resultType":"xyz"})", R"({"resultType":7})", R"({"resultType":null})",
        R"({"resultType":"task"})", R"({"resultType":"input_required"})"})
    EXPECT_EQ(reply_to(tool_call(), wrong).how, how::garbage) << wrong;
  const auto asks = reply_to(tool_call(), R"({"resultType":"input_required","requestState":"s"})");
  EXPECT_EQ(asks.how, how::result);
  EXPECT_TRUE(asks.input_required);
  upstream_request other;
  other.method = "completion/complete";
  EXPECT_EQ(reply_to(other, R"({"resultType":"input_required","requestState":"s"})").how,
            how::garbage)
      << "M-MRTR-01";
  auto task = tool_call();
  task.capabilities = R"({"extensions":{"io.modelcontextprotocol/tasks":{}}})";
  EXPECT_EQ(reply_to(task, R"({"resultType":"task","task":{}})").how, how::result);
}

// M-VERS-09
TEST_F(StatelessClient, FallsBackToSessionsOnWhateverIsNotOfThisEra) {
  for (std::string said : {error(1, -32601), error(1, -32600), error(1, -32000), error(1, 4711),
                           answer(1, "{}"), answer(1, R"({"supportedVersions":[]})"),
                           answer(1, R"({"supportedVersions":["2025-11-25"],"capabilities":{}})"),
                           error(1, -32022, R"({"supported":["2025-11-25"]})"),
                           std::string{R"({"jsonrpc":"2.0","id":1,"result":3})"}}) {
    transport = std::make_shared<fake_transport>(loop);
    fresh = true;
    start({});
    hear(said);
    ASSERT_EQ(transport->requests.size(), 2U) << said;
    EXPECT_EQ(last_method(), "initialize");
    EXPECT_EQ(transport->era, server_era::sessions);
    EXPECT_EQ(transport->version, "");
    hear(answer(2, hello_result));
    ASSERT_TRUE(hello) << said;
    EXPECT_EQ(hello->era, server_era::sessions);
  }
}

// M-VERS-10, M-BASE-09
TEST_F(StatelessClient, DoesNotFallBackOnARefusalOfThisEra) {
  for (std::string said :
       {error(1, -32020), error(1, -32021), error(1, -32022),
        error(1, -32022, R"({"supported":["2031-01-01"]})"),
        answer(1, R"({"supportedVersions":["2031-01-01"],"capabilities":{}})")}) {
    transport = std::make_shared<fake_transport>(loop);
    fresh = true;
    start({});
    hear(said);
    ASSERT_FALSE(hello) << said;
    EXPECT_EQ(hello.error().code, errc::upstream_protocol);
    EXPECT_EQ(transport->requests.size(), 1U);
    EXPECT_TRUE(transport->closed);
  }
}

TEST_F(StatelessClient, AsksOnceMoreWhenItsVersionIsRefusedAndOffered) {
  const auto offer = R"({"supported":["2026-07-28"],"requested":"2026-07-28"})";
  start({});
  hear(error(1, -32022, offer));
  EXPECT_EQ(last_method(), "server/discover");
  ASSERT_EQ(transport->requests.size(), 2U);
  hear(error(2, -32022, offer));
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_protocol);
}

TEST_F(StatelessClient, FallsBackWhenTheProbeIsRefusedByHttp) {
  start({});
  upstream_reply refusal;
  refusal.how = how::not_sent;
  refusal.http_status = 404;
  settle([&] { transport->events.on_undelivered(1, refusal); });
  EXPECT_EQ(last_method(), "initialize");
  settle([&] { client->close(); }); // it waits for the answer still
}

TEST_F(StatelessClient, SaysThatNobodyIsThere) {
  start({});
  settle([&] { transport->events.on_undelivered(1, {how::not_sent, {}, "cannot connect"}); });
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_unavailable);
}

TEST_F(StatelessClient, StartsAChildAgainThatEndsWhenItIsProbed) {
  upstream_target target;
  target.command = {"child"};
  start(target);
  auto first = transport;
  settle([&] { first->events.on_closed("exit status 1"); });
  ASSERT_NE(transport, first);
  EXPECT_EQ(last_method(), "initialize");
  settle([&] { first->events.on_closed("again"); });
  hear(answer(2, hello_result));
  EXPECT_TRUE(hello);
  EXPECT_EQ(closings, 0);
  EXPECT_EQ(kinds.size(), 2U);
}

TEST_F(StatelessClient, FindsAServerThatHasLeftTheSessionsBehind) {
  start(of_sessions());
  EXPECT_EQ(last_method(), "initialize");
  hear(error(1, -32022, R"({"supported":["2026-07-28"]})"));
  EXPECT_EQ(last_method(), "server/discover");
  hear(answer(2, discovered));
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->era, server_era::stateless);
}

TEST_F(StatelessClient, TellsTheFirstFailureWhenAllFail) {
  start(of_sessions());
  hear(error(1, -32602));
  hear(error(2, -32601));
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().detail, "initialize: the server answered with the error: m");
}

TEST_F(StatelessClient, TriesTheOlderTransportWhereAPostIsRefused) {
  for (unsigned status : {400u, 404u, 405u}) {
    transport = std::make_shared<fake_transport>(loop);
    fresh = true;
    kinds.clear();
    start(of_sessions());
    upstream_reply refusal;
    refusal.how = how::not_sent;
    refusal.http_status = status;
    settle([&] { transport->events.on_undelivered(1, refusal); });
    ASSERT_EQ(kinds, (std::vector{transport_kind::usual, transport_kind::event_stream}));
    EXPECT_EQ(last_method(), "initialize");
    hear(answer(2, hello_result));
    EXPECT_TRUE(hello);
  }
}

// M-PAT-02, M-STDIO-02
TEST_F(StatelessClient, AnswersNoRequestOfTheServer) {
  start_stateless();
  const auto running = call();
  hear(R"({"jsonrpc":"2.0","id":1,"method":"ping"})");
  hear(R"({"jsonrpc":"2.0","id":2,"method":"elicitation/create"})", running);
  EXPECT_TRUE(messages.empty());
  EXPECT_TRUE(transport->notices.empty());
}

TEST_F(StatelessClient, TakesAnErrorWithoutIdForTheRequestOnWhoseStreamItCame) {
  start_stateless();
  const auto running = call();
  hear(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}})", running);
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::rpc_error);
  EXPECT_EQ(heard.answered, std::vector{running});
}

TEST_F(StatelessClient, PassesErrorsOfThisEraOn) {
  start_stateless();
  hear(error(call(), -32021, R"({"requiredCapabilities":{"sampling":{}}})"));
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::rpc_error);
  EXPECT_NE(replies[0].body.find("requiredCapabilities"), std::string::npos);
}

TEST_F(StatelessClient, ClosesWhenTheServerSpeaksAnotherVersionNow) {
  start_stateless();
  hear(error(call(), -32022, R"({"supported":["2025-11-25"]})"));
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::not_sent);
  EXPECT_EQ(closings, 1);
}

TEST_F(StatelessClient, PingsByDiscovering) {
  start_stateless();
  bool alive = false;
  on_loop([&] {
    client->ping(std::chrono::hours{1}, [&](const outcome<nothing>& done) { alive = bool{done}; });
  });
  EXPECT_EQ(last_method(), "server/discover");
  hear(answer(2, discovered));
  EXPECT_TRUE(alive);
}

// M-HTTP-19, M-HTTP-31
TEST_F(StatelessClient, LeavesToolsOutWhoseHeadersBreakARule) {
  start_stateless();
  upstream_listing tools;
  on_loop(
      [&] { client->list(catalog_list::tools, [&](auto listed) { tools = *std::move(listed); }); });
  hear(answer(2, R"({"tools":[
      {"name":"good","inputSchema":{"type":"object",
        "properties":{"r":{"type":"string","x-mcp-header":"R"}}}},
      {"name":"bad","inputSchema":{"type":"object",
        "properties":{"r":{"type":"string","x-mcp-header":"a b"}}}},
      {"name":"plain","inputSchema":{"type":"object"},"execution":{"taskSupport":"required"}}]})"));
  ASSERT_EQ(tools.items.size(), 2U);
  EXPECT_EQ(tools.items[0].name, "good");
  EXPECT_EQ(tools.items[1].name, "plain");
  ASSERT_EQ(tools.left_out.size(), 1U);
  EXPECT_EQ(tools.left_out[0],
            (unusable_tool{"bad", "x-mcp-header: the name of a header is not one"}));
  request(tool_call(std::chrono::hours{1}, "good", R"({"r":"x"})"));
  EXPECT_EQ(
      transport->requests.back().headers,
      (header_list{{"Mcp-Method", "tools/call"}, {"Mcp-Name", "good"}, {"Mcp-Param-R", "x"}}));
}

// M-HTTP-32
TEST_F(StatelessClient, LooksAtTheToolsWhenHeadersWereMissing) {
  start_stateless();
  const auto running = request(tool_call(std::chrono::hours{1}, "good", R"({"r":"x"})"));
  hear(error(running, -32020));
  EXPECT_EQ(last_method(), "tools/list");
  hear(answer(transport->requests.back().id, R"({"tools":[{"name":"good","inputSchema":)"
                                             R"({"type":"object","properties":)"
                                             R"({"r":{"type":"string","x-mcp-header":"R"}}}}]})"));
  EXPECT_TRUE(replies.empty());
  EXPECT_EQ(transport->requests.back().id, running);
  EXPECT_EQ(transport->requests.back().headers.size(), 3U);
  hear(error(running, -32020));
  ASSERT_EQ(replies.size(), 1U) << "once";
  EXPECT_EQ(replies[0].how, how::rpc_error);
}

TEST_F(StatelessClient, PassesTheMismatchOnWhenTheToolsDoNotExplainIt) {
  start_stateless();
  hear(error(call(), -32020));
  hear(answer(transport->requests.back().id, R"({"tools":[]})"));
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::rpc_error);
}

} // namespace
} // namespace gatehouse
