#include "events/core/limits.hpp"
#include "tests/upstream/mcp_client_world.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;
using namespace std::chrono_literals;

using McpClient = mcp_client_world;

// L-LIFE-02, L-LIFE-04, L-LIFE-07
TEST_F(McpClient, SaysWhoItIsAndWhatItSpeaks) {
  start_open();
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->server_name, "fake");
  EXPECT_EQ(hello->instructions, "be kind");
  ASSERT_EQ(transport->requests.size(), 1U);
  EXPECT_EQ(transport->requests[0].text,
            R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{)"
            R"("protocolVersion":"2025-11-25","capabilities":{},)"
            R"("clientInfo":{"name":"gatehouse","version":"0.1.0"}}})");
  ASSERT_EQ(transport->notices.size(), 1U);
  EXPECT_EQ(transport->notices[0], R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  EXPECT_EQ(transport->version, "2025-06-18");
  EXPECT_TRUE(transport->listening);
}

// L-CANC-02
TEST_F(McpClient, NeverCancelsInitialize) {
  upstream_target target;
  target.connect_timeout = 1ms;
  auto ended = std::make_shared<std::promise<void>>();
  target.era = server_era::sessions;
  client = std::make_shared<mcp_client>(
      loop, [this](transport_kind) { return transport; }, target, upstream_events{});
  on_loop([&] {
    client->open([this, ended](outcome<upstream_hello> said) {
      hello = std::move(said);
      ended->set_value();
    });
  });
  ended->get_future().wait();
  on_loop([&] { EXPECT_EQ(transport->forgotten.size(), 1U); });
  EXPECT_EQ(hello.error().code, errc::upstream_timeout);
  EXPECT_TRUE(transport->notices.empty());
  EXPECT_TRUE(transport->closed);
}

// L-LIFE-03, L-LIFE-10
TEST_F(McpClient, ClosesWhenTheHandshakeFails) {
  for (std::string result :
       {R"({"protocolVersion":"2030-01-01","capabilities":{},"serverInfo":{}})",
        R"({"protocolVersion":"2025-11-25","serverInfo":{}})",
        R"({"protocolVersion":"2025-11-25","capabilities":{}})", "{}"}) {
    transport = std::make_shared<fake_transport>(loop);
    fresh = true;
    start(of_sessions());
    hear(answer(1, result));
    ASSERT_FALSE(hello) << result;
    EXPECT_EQ(hello.error().code, errc::upstream_protocol);
    EXPECT_TRUE(transport->closed);
    EXPECT_TRUE(transport->notices.empty());
  }
}

TEST_F(McpClient, TellsTheServersReasonWhenItRefusesTheHandshake) {
  start(of_sessions());
  hear(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"too old"}})");
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_protocol);
  EXPECT_EQ(hello.error().detail, "initialize: the server answered with the error: too old");
}

// S-CANC-01, S-CANC-03, L-CANC-01, L-CANC-03, M-CANC-02
TEST_F(McpClient, EndsACallOnceAndDropsWhatComesLate) {
  start_open();
  const auto first = call();
  hear(answer(first, "{}"));
  hear(answer(first, "{}"));
  EXPECT_EQ(replies.size(), 1U);
  const auto second = call();
  settle([&] { client->cancel(second); });
  hear(answer(second, "{}"));
  settle([&] { transport->events.on_undelivered(second, {how::transport, {}, "late"}); });
  settle([&] { client->cancel(second); });
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_EQ(replies[1].how, how::cancelled);
  EXPECT_EQ(transport->forgotten, std::vector<std::uint64_t>{second});
  EXPECT_EQ(transport->notices.back(),
            R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3,)"
            R"("reason":"cancelled by the caller"}})");
}

// L-LIFE-15, M-BASE-02, M-HTTP-41, M-MRTR-19
TEST_F(McpClient, NeverUsesAnIdTwice) {
  start_open();
  std::set<std::uint64_t> ids;
  for (int i = 0; i < 100; ++i)
    ids.insert(call());
  EXPECT_EQ(ids.size(), 100U);
  EXPECT_EQ(transport->requests.size(), 101U);
  for (const auto& request : transport->requests)
    EXPECT_EQ(request.harmless, request.id == 1) << "a call is never sent again";
}

TEST_F(McpClient, PassesAResultThroughUntouched) {
  start_open();
  const std::string result =
      R"({ "content": [ ], "isError" : true, "structuredContent":{"n":1.0e+2,"u":"\u00e9"} })";
  hear(answer(call(), result));
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].body, result);
  EXPECT_TRUE(replies[0].is_error);
}

TEST_F(McpClient, TakesABatchApart) {
  start_open();
  const auto one = call();
  const auto two = call();
  hear("[" + answer(two, R"({"n":2})") +
       ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/"
       "list_changed\"}," +
       answer(one, R"({"n":1})") + "]");
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_EQ(replies[0].body, R"({"n":2})");
  EXPECT_EQ(replies[1].body, R"({"n":1})");
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(heard.answered, (std::vector<std::uint64_t>{two, one}));
}

TEST_F(McpClient, BoundsABatchAndADepth) {
  start_open();
  std::string batch;
  for (std::size_t i = 0; i <= limits::batch_messages_max; ++i)
    batch += (i ? "," : "[") + std::string{R"({"jsonrpc":"2.0","method":"x"})"};
  hear(batch + "]");
  EXPECT_FALSE(heard.understood);
  const auto depth = limits::json_depth_max + 1;
  hear(R"({"jsonrpc":"2.0","method":"x","params":)" + std::string(depth, '[') +
       std::string(depth, ']') + "}");
  EXPECT_FALSE(heard.understood);
}

// S-BASE-01, S-BASE-02, S-BASE-03
TEST_F(McpClient, DoesNotUnderstandWhatIsNotMcp) {
  start_open();
  for (std::string text :
       {"", "null", "3", "\"x\"", "{}", "{", R"({"id":1,"result":{}})",
        R"({"jsonrpc":"1.0","id":2,"result":{}})", R"({"jsonrpc":"2.0","id":null,"method":"x"})",
        R"({"jsonrpc":"2.0","id":{},"method":"x"})", R"({"jsonrpc":"2.0","method":7})",
        R"({"jsonrpc":"2.0","id":"2","result":{}})", R"({"jsonrpc":"2.0","id":-2,"result":{}})"}) {
    hear(text);
    EXPECT_FALSE(heard.understood) << text;
  }
}

// S-BASE-04, S-BASE-06, S-BASE-07
TEST_F(McpClient, CallsAnAnswerThatIsNoneGarbage) {
  start_open();
  for (std::string rest : {R"("result":3)", R"("result":null)", R"("error":"text")",
                           R"("error":{"code":1})", R"("error":{"code":"1","message":"m"})",
                           R"("x":1)", R"("result":{},"error":{"code":1,"message":"m"})"}) {
    replies.clear();
    hear(R"({"jsonrpc":"2.0","id":)" + std::to_string(call()) + "," + rest + "}");
    ASSERT_EQ(replies.size(), 1U) << rest;
    EXPECT_EQ(replies[0].how, how::garbage) << rest;
  }
}

// S-TOOLS-14: what is no list of content blocks is not passed on, and what is no UTF-8 not read.
TEST_F(McpClient, TakesNoResultOfAToolThatIsMadeOfAnythingElse) {
  start_open();
  const auto result_of = [&](const std::string& content) {
    replies.clear();
    hear(answer(call(), R"({"content":)" + content + "}"));
    return replies.empty() ? how::timeout : replies[0].how;
  };
  EXPECT_EQ(result_of(R"([{"type":"text","text":"t"},{"type":"new kind"}])"), how::result);
  for (const std::string bad :
       {R"("text")", "{}", "null", R"(["text"])", R"([{"text":"t"}])", R"([{"type":7}])"})
    EXPECT_EQ(result_of(bad), how::garbage) << bad;
  EXPECT_EQ(result_of("[{\"type\":\"text\",\"text\":\"\xff\"}]"), how::timeout);
  EXPECT_FALSE(heard.understood);
}

// S-PROMPT-08: a server speaks for a user or an assistant, never for the system.
TEST_F(McpClient, TakesNoPromptWhoseMessagesAreOfOthers) {
  start_open();
  const auto result_of = [&](const std::string& list) {
    replies.clear();
    upstream_request what;
    what.method = "prompts/get";
    hear(answer(request(std::move(what)), R"({"messages":)" + list + "}"));
    return replies.empty() ? how::timeout : replies[0].how;
  };
  const auto message = [](const std::string& role, const std::string& content) {
    return R"([{"role":")" + role + R"(","content":)" + content + "}]";
  };
  const std::string block = R"({"type":"text","text":"t"})";
  for (const std::string role : {"user", "assistant"})
    EXPECT_EQ(result_of(message(role, block)), how::result);
  EXPECT_EQ(result_of("[]"), how::result);
  EXPECT_EQ(result_of(message("system", block)), how::garbage);
  EXPECT_EQ(result_of(message("user", R"("text")")), how::garbage);
  EXPECT_EQ(result_of("{}"), how::garbage);
}

// S-TOOLS-02, L-TASK-05
TEST_F(McpClient, LeavesToolsOutThatNobodyCouldUse) {
  start_open();
  upstream_listing tools;
  on_loop(
      [&] { client->list(catalog_list::tools, [&](auto listed) { tools = *std::move(listed); }); });
  hear(answer(2, R"({"tools":[
      {"name":"good","inputSchema":{"type":"object"},"execution":{"taskSupport":"optional"}},
      {"name":"none"}, {"name":"null","inputSchema":null}, {"name":"empty","inputSchema":{}},
      {"name":"text","inputSchema":{"type":"string"}}, {"name":"list","inputSchema":["object"]},
      {"name":"task","inputSchema":{"type":"object"},"execution":{"taskSupport":"required"}}]})"));
  ASSERT_EQ(tools.items.size(), 1U);
  EXPECT_EQ(tools.items[0].name, "good");
  ASSERT_EQ(tools.left_out.size(), 6U);
  EXPECT_EQ(tools.left_out[0],
            (unusable_tool{"none", "its inputSchema is not the schema of an object"}));
  EXPECT_EQ(tools.left_out[5], (unusable_tool{"task", "it can only be called as a task", false}));
}

// L-ROOT-01
TEST_F(McpClient, TellsThatTheRootsHaveChanged) {
  start_open();
  transport->notices.clear();
  settle([&] { client->tell_roots_changed(); });
  ASSERT_EQ(transport->notices.size(), 1U);
  EXPECT_EQ(transport->notices[0],
            R"({"jsonrpc":"2.0","method":"notifications/roots/list_changed"})");
  settle([&] {
    client->close();
    client->tell_roots_changed();
  });
  EXPECT_EQ(transport->notices.size(), 1U);
}

TEST_F(McpClient, EndsEveryCallWhenTheTransportDoes) {
  start_open();
  call();
  call();
  settle([&] { transport->events.on_closed("gone"); });
  settle([&] { transport->events.on_closed("gone again"); });
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_EQ(replies[0].how, how::transport);
  EXPECT_EQ(replies[0].detail, "gone");
  EXPECT_EQ(closings, 1);
  call();
  settle([] {});
  ASSERT_EQ(replies.size(), 3U);
  EXPECT_EQ(replies[2].how, how::not_sent);
}

TEST_F(McpClient, NeverAnswersInsideTheCallThatAsked) {
  start_open();
  bool inside = false;
  bool answered_inside = false;
  auto watch = [&](auto&&...) { answered_inside |= inside; };
  settle([&] {
    inside = true;
    auto handle = client->request(tool_call(1h), watch);
    client->cancel(handle);
    client->request(tool_call(1h), watch);
    client->close();
    client->request(tool_call(1h), watch);
    client->list(catalog_list::tools, watch);
    client->ping(1h, watch);
    inside = false;
  });
  EXPECT_FALSE(answered_inside);
  EXPECT_EQ(closings, 0) << "whoever closes knows it";
}

TEST_F(McpClient, MayBeClosedFromAnyCallback) {
  start_open();
  on_loop([&] {
    client->request(tool_call(1h), [this](upstream_reply) { client->close(); });
    client->request(tool_call(1h), [this](upstream_reply reply) { replies.push_back(reply); });
  });
  hear("[" + answer(2, "{}") + "," + answer(3, "{}") + "]");
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::transport);
}

} // namespace
} // namespace gatehouse
