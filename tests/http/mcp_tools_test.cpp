#include "http/mcp/list_pages.hpp"
#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

class McpTools : public http_world {
protected:
  http_answer call(const std::string& params) {
    if (session_.empty())
      session_ = open();
    return post("/mcp", "ann", session_,
                R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":)" + params + "}");
  }

  void cancel(const std::string& session, const std::string& id) {
    EXPECT_EQ(post("/mcp", "ann", session,
                   R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
                       id + "}}")
                  .status,
              202);
  }

private:
  std::string session_;
};

TEST_F(McpTools, AreListed) {
  const auto answer =
      post("/mcp", "ann", open(), R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})");
  EXPECT_EQ(answer.body, R"({"jsonrpc":"2.0","id":1,"result":{"tools":[)"
                         R"({"name":"echo","inputSchema":{"type":"object"}},)"
                         R"({"name":"slow","inputSchema":{"type":"object"}}]}})");
}

TEST_F(McpTools, AreListedPageByPage) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= limits::list_page_max; ++at)
    names.push_back("tool" + std::to_string(10'000 + at));
  gate.set_tools(names);
  const auto session = open();
  const auto first =
      post("/mcp", "ann", session, R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})");
  const auto cursor = at(first.body, {"result", "nextCursor"});
  ASSERT_NE(cursor, "");
  const auto last =
      post("/mcp", "ann", session,
           R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":)" + cursor + "}}");
  EXPECT_EQ(at(last.body, {"result", "tools"}),
            R"([{"name":"tool11000","inputSchema":{"type":"object"}}])");
  EXPECT_EQ(at(last.body, {"result", "nextCursor"}), "");
}

// S-PAGE-03
TEST_F(McpTools, AreNotListedFromAStrangeCursor) {
  const auto session = open();
  for (const std::string cursor :
       {R"("")", R"("1")", R"("after-0")", R"("after-zz")", "7", "null"}) {
    const auto answer = post(
        "/mcp", "ann", session,
        R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":)" + cursor + "}}");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32602") << cursor;
  }
}

TEST(ToolPages, KeepTheirPlaceWhenToolsComeAndGo) {
  catalog_listing listing{{{"a", "1"}, {"c", "3"}, {"e", "5"}}};
  const auto first = list_page(catalog_list::tools, listing, {}, 2);
  EXPECT_EQ(*first, R"({"tools":[1,3],"nextCursor":"after-63"})");
  listing.items = {{"b", "2"}, {"d", "4"}, {"e", "5"}};
  EXPECT_EQ(*list_page(catalog_list::tools, listing, "after-63", 2), R"({"tools":[4,5]})");
  EXPECT_EQ(*list_page(catalog_list::tools, {}, {}, 2), R"({"tools":[]})");
}

TEST_F(McpTools, GetTheirArgumentsUntouched) {
  call(R"({"name":"echo","arguments":{ "b" : 1.0, "a":"\u00e9" },"_meta":{"progressToken":1}})");
  call(R"({"name":"ec\u0068o"})");
  ASSERT_EQ(gate.calls().size(), 2u);
  EXPECT_EQ(gate.calls()[0].arguments, R"({ "b" : 1.0, "a":"\u00e9" })");
  EXPECT_EQ(gate.calls()[1].name, "echo");
  EXPECT_EQ(gate.calls()[1].arguments, "{}");
}

TEST_F(McpTools, AnswerWithWhatTheUpstreamSaid) {
  gate.answer_calls("echo",
                    call_answer{call_answer::kind::result, R"({ "content" : [ ] , "x":1})"});
  EXPECT_EQ(call(R"({"name":"echo"})").body,
            R"({"jsonrpc":"2.0","id":1,"result":{ "content" : [ ] , "x":1}})");
  gate.answer_calls("echo",
                    call_answer{call_answer::kind::rpc_error, R"({"code":-1,"message":"m"})"});
  const auto answer = call(R"({"name":"echo"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"m"}})");
}

// S-TOOLS-10, S-TOOLS-11
TEST_F(McpTools, AreNotCalledWithoutAName) {
  for (const std::string params :
       {"{}", R"({"name":7})", R"({"name":""})", R"({"name":"echo","arguments":[]})",
        R"({"name":"echo","arguments":null})"})
    EXPECT_EQ(at(call(params).body, {"error", "code"}), "-32602") << params;
  const std::string longest(limits::pattern_bytes_max, 'x');
  call(R"({"name":")" + longest + "\"}");
  EXPECT_EQ(gate.calls().size(), 1u);
  EXPECT_EQ(at(call(R"({"name":")" + longest + "x\"}").body, {"error", "data", "code"}),
            R"("invalid_argument")");
  EXPECT_EQ(gate.calls().size(), 1u);
}

// S-TOOLS-10
TEST_F(McpTools, MayBeUnknown) {
  const auto answer = call(R"({"name":"nope\""})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(at(answer.body, {"error", "code"}), "-32602");
  EXPECT_EQ(at(answer.body, {"error", "message"}), R"("Unknown tool: nope\"")");
}

TEST_F(McpTools, SayWhenTheyNeedAnApproval) {
  gate.answer_calls("echo", failure{errc::approval_needed, "Ask an admin."});
  const auto answer = call(R"({"name":"echo"})");
  EXPECT_EQ(at(answer.body, {"result"}),
            R"({"content":[{"type":"text","text":"Ask an admin."}],"isError":true,)"
            R"("_meta":{"gatehouse/refused":"approval_needed"}})");
}

TEST_F(McpTools, FailWithACodeForPrograms) {
  for (const auto code :
       {errc::upstream_timeout, errc::upstream_unavailable, errc::upstream_protocol,
        errc::upstream_too_large, errc::limit_reached, errc::cancelled}) {
    gate.answer_calls("echo", failure{code, {}});
    const auto answer = call(R"({"name":"echo"})");
    EXPECT_EQ(answer.status, 200) << to_string(code);
    EXPECT_EQ(at(answer.body, {"error", "code"}), std::to_string(info(code).jsonrpc_code));
    EXPECT_EQ(at(answer.body, {"error", "data", "code"}), '"' + std::string{to_string(code)} + '"');
  }
}

TEST_F(McpTools, FailAsATransportWhenTheGatewayCannotServe) {
  for (const auto code : {errc::journal_failed, errc::overloaded, errc::shutting_down}) {
    gate.answer_calls("echo", failure{code, {}});
    const auto answer = call(R"({"name":"echo"})");
    EXPECT_EQ(answer.status, 503) << to_string(code);
    EXPECT_EQ(answer.header("retry-after"), "1");
    EXPECT_EQ(at(answer.body, {"id"}), "1");
  }
}

TEST_F(McpTools, ShowNothingOfAnUnexpectedFault) {
  gate.answer_calls("echo", failure{errc::internal, "SELECT secret"});
  const auto answer = call(R"({"name":"echo"})");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(at(answer.body, {"error", "message"}), R"("Internal server error.")");
  EXPECT_EQ(answer.body.find("SELECT"), std::string::npos);
  EXPECT_EQ(logged().size(), 1u);
}

// S-CANC-01, S-CANC-02, S-CANC-04, L-CANC-01
TEST_F(McpTools, AreGivenUpWhenTheClientCancels) {
  const auto session = open();
  auto first = begin_call(session, "7");
  auto other = begin_call(session, R"("7")");
  cancel(session, "8");
  cancel(session, R"("\u0037")");
  EXPECT_EQ(gate.cancelled(), std::vector{gate.handles()[1]});
  EXPECT_EQ(at(other.receive().body, {"error", "data", "code"}), R"("cancelled")");
  gate.finish_call(gate.handles()[0], call_answer{call_answer::kind::result, "{}"});
  EXPECT_EQ(at(first.receive().body, {"result"}), "{}");
  cancel(session, "7");
  EXPECT_EQ(gate.cancelled().size(), 1u);
}

// L-CANC-01
TEST_F(McpTools, AreNotGivenUpByOtherSessions) {
  const auto mine = open();
  const auto other = open();
  auto running = begin_call(mine, "7");
  cancel(other, "7");
  EXPECT_EQ(post("/mcp", "eve", mine,
                 R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}})")
                .status,
            403);
  EXPECT_TRUE(gate.cancelled().empty());
  finish_call();
  EXPECT_EQ(running.receive().status, 200);
}

TEST_F(McpTools, MayRunTwiceUnderOneId) {
  const auto session = open();
  auto first = begin_call(session, "7");
  auto second = begin_call(session, "7");
  gate.finish_call(gate.handles()[1], call_answer{call_answer::kind::result, R"({"n":2})"});
  EXPECT_EQ(at(second.receive().body, {"result", "n"}), "2");
  gate.finish_call(gate.handles()[0], call_answer{call_answer::kind::result, R"({"n":1})"});
  EXPECT_EQ(at(first.receive().body, {"result", "n"}), "1");
}

TEST_F(McpTools, AreGivenUpWhenTheClientIsGone) {
  const auto session = open();
  begin_call(session).close();
  EXPECT_TRUE(gate.wait_for_cancelled(1));
  EXPECT_EQ(gate.cancelled(), gate.handles());
  EXPECT_EQ(post("/mcp", "ann", session, R"({"jsonrpc":"2.0","id":1,"method":"ping"})").status,
            200);
}

TEST_F(McpTools, CarryTheLargestResult) {
  const std::string large = "\"" + std::string(limits::tool_result_bytes_max - 2, 'x') + "\"";
  gate.answer_calls("echo", call_answer{call_answer::kind::result, large});
  EXPECT_EQ(call(R"({"name":"echo"})").body, R"({"jsonrpc":"2.0","id":1,"result":)" + large + "}");
}

} // namespace
} // namespace gatehouse
