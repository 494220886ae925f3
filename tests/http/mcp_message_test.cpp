#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

class McpMessage : public http_world {
protected:
  http_answer say(std::string_view body, std::vector<std::string> headers = {}) {
    if (session_.empty())
      session_ = open();
    return post("/mcp", "ann", session_, body, std::move(headers));
  }

  /// Returns the JSON-RPC error code of the answer to `body`.
  std::string code_of(std::string_view body) { return at(say(body).body, {"error", "code"}); }

private:
  std::string session_;
};

// S-BASE-04, S-BASE-02
TEST_F(McpMessage, IsAnsweredWithItsIdByteForByte) {
  for (const std::string id : {"1", "-7", "0", "123456789012345678901234567890", R"("a")",
                               R"("\u0041\/")", R"("")", R"("\"}{")"}) {
    const auto answer = say(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"ping"})");
    EXPECT_EQ(answer.body, R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{}})");
  }
}

// S-BASE-02, S-BASE-03
TEST_F(McpMessage, HasAnIdThatIsAStringOrAnInteger) {
  for (const std::string id : {"null", "1.5", "1e3", "true", "[]", "{}"}) {
    const auto answer = say(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"ping"})");
    EXPECT_EQ(answer.status, 400) << id;
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32600") << id;
    EXPECT_EQ(at(answer.body, {"id"}), "") << id;
  }
}

TEST_F(McpMessage, HasAnIdWithinItsBound) {
  const auto ping = [](std::size_t size) {
    return R"({"jsonrpc":"2.0","id":")" + std::string(size - 2, 'x') + R"(","method":"ping"})";
  };
  EXPECT_EQ(say(ping(limits::rpc_id_bytes_max)).status, 200);
  EXPECT_EQ(say(ping(limits::rpc_id_bytes_max + 1)).status, 400);
}

// S-BASE-01, S-HTTP-09
TEST_F(McpMessage, MustBeOne) {
  for (const std::string body :
       {"{}", R"({"jsonrpc":"1.0","id":1,"method":"ping"})", R"({"id":1,"method":"ping"})",
        R"({"jsonrpc":2.0,"id":1,"method":"ping"})", R"({"jsonrpc":"2.0","id":1,"method":7})",
        R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[]})", R"({"jsonrpc":"2.0","id":1})",
        R"({"jsonrpc":"2.0","result":{}})",
        R"({"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"m"}})", "7", "null",
        R"("text")"}) {
    const auto answer = say(body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32600") << body;
  }
}

// S-BASE-01, S-BASE-05, S-BASE-11
TEST_F(McpMessage, MustBeGoodJson) {
  const std::string deep(limits::json_depth_max + 1, '[');
  for (const std::string& body :
       {std::string{}, std::string{"{"}, std::string{R"({"jsonrpc":"2.0","id":1,"method":"pi)"},
        std::string{"{} {}"}, std::string{"{'a':1}"}, std::string{"[1,]"}, std::string{"NaN"},
        std::string{"\"\xFF\""}, std::string{"\"\xC0\xAF\""}, std::string{"\"\xED\xA0\x80\""},
        std::string{"\xEF\xBB\xBF{}"}, std::string{"{}\0", 3}, deep, std::string(1'000'000, '['),
        std::string{R"({"jsonrpc":"2.0","id":1,"id":2,"method":"ping"})"},
        std::string{R"({"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":1,"\u0061":2}})"}}) {
    const auto answer = say(body);
    EXPECT_EQ(answer.status, 400) << body.substr(0, 80);
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32700") << body.substr(0, 80);
    EXPECT_EQ(at(answer.body, {"id"}), "");
  }
}

// S-HTTP-07
TEST_F(McpMessage, NamesItsMediaTypes) {
  const std::string ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
  const auto session = open();
  const auto with = [&](std::vector<std::string> headers) {
    headers.push_back("Mcp-Session-Id: " + session);
    return ask("POST", "/mcp", "ann", std::move(headers), ping);
  };
  EXPECT_EQ(with({"Content-Type: application/json"}).status, 200);
  EXPECT_EQ(with({"Content-Type: Application/JSON; charset=utf-8"}).status, 200);
  for (const std::string type : {"text/plain", "application/jsonp", "multipart/form-data", ""})
    EXPECT_EQ(with({"Content-Type: " + type}).status, 415) << type;
  EXPECT_EQ(with({}).status, 415);
  for (const std::string accept : {"application/json", "*/*", "text/event-stream;q=0.1, text/html",
                                   "application/*;q=1", "text/html, application/json ; q=0.5"})
    EXPECT_EQ(with({"Content-Type: application/json", "Accept: " + accept}).status, 200) << accept;
  for (const std::string accept : {"text/html", "application/json;q=0", "*/*;q=0.000", "image/*"})
    EXPECT_EQ(with({"Content-Type: application/json", "Accept: " + accept}).status, 406) << accept;
}

// S-HTTP-10
TEST_F(McpMessage, IsAnsweredAsAnEventWhenOnlyThatIsRead) {
  const auto session = open();
  gate.answer_calls("echo", call_answer{call_answer::kind::result, "{\n\"content\":[]}"});
  const auto answer = ask(
      "POST", "/mcp", "ann",
      {"Content-Type: application/json", "Accept: text/event-stream", "Mcp-Session-Id: " + session},
      R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}})");
  EXPECT_EQ(answer.header("content-type"), "text/event-stream");
  const auto id = answer.body.find("event: message\n");
  EXPECT_EQ(answer.body.find("id: "), 0u) << answer.body;
  EXPECT_EQ(answer.body.substr(std::min(id, answer.body.size())),
            "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\n"
            "data: \"content\":[]}}\n\n");
}

// S-HTTP-10: of the two kinds of answer the client gets the one it would rather read.
TEST_F(McpMessage, IsAnsweredAsTheClientPrefers) {
  const auto session = open();
  const auto type_with = [&](const std::string& accept, const std::string& message) {
    return ask("POST", "/mcp", "ann",
               {"Content-Type: application/json", "Accept: " + accept,
                "Mcp-Session-Id: " + session},
               message)
        .header("content-type");
  };
  const std::string ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
  for (const std::string accept :
       {"text/event-stream, application/json", "text/event-stream,*/*",
        "application/json;q=0.9, text/event-stream", "*/*;q=0.1, text/event-stream;q=0.25"})
    EXPECT_EQ(type_with(accept, ping), "text/event-stream") << accept;
  for (const std::string accept :
       {"application/json, text/event-stream", "*/*", "text/event-stream;q=0.999, application/json",
        "text/event-stream;q=0, application/json", "application/*, text/*"})
    EXPECT_EQ(type_with(accept, ping), "application/json") << accept;
  EXPECT_EQ(type_with("text/event-stream, application/json", "[]"), "application/json")
      << "a refusal is no answer";
}

// L-TRANS-29, L-TRANS-31
TEST_F(McpMessage, MayNameAKnownProtocolVersion) {
  const std::string ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
  EXPECT_EQ(say(ping, {"MCP-Protocol-Version: 2025-06-18"}).status, 200);
  const auto answer = say(ping, {"MCP-Protocol-Version: 2020-01-01"});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(at(answer.body, {"error", "data", "code"}), R"("unsupported_protocol")");
}

// S-BASE-08, L-LIFE-12
TEST_F(McpMessage, IsRefusedWhenItsMethodIsNone) {
  for (const std::string method : {"sampling/createMessage", "roots/list", "tasks/list", "nope", "",
                                   "notifications/initialized"}) {
    const auto answer = say(R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"("})");
    EXPECT_EQ(answer.status, 200) << method;
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32601") << method;
  }
  EXPECT_EQ(code_of(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{}})"), "-32600");
}

// S-BASE-09, S-HTTP-08, S-CANC-04, L-LIFE-04, L-TRANS-04
TEST_F(McpMessage, IsOnlyTakenNoteOfWhenItAsksNothing) {
  for (const std::string body :
       {R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
        R"({"jsonrpc":"2.0","method":"notifications/cancelled"})",
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":[]}})",
        R"({"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}})",
        R"({"jsonrpc":"2.0","method":"nope"})", R"({"jsonrpc":"2.0","id":1,"result":{}})",
        R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}})"}) {
    const auto answer = say(body);
    EXPECT_EQ(answer.status, 202) << body;
    EXPECT_EQ(answer.body, "") << body;
  }
  EXPECT_TRUE(gate.calls().empty());
}

// L-TRANS-03
TEST_F(McpMessage, MayComeInBatchesOfTheOldRevisionsOnly) {
  const std::string batch = R"([{"jsonrpc":"2.0","id":2,"method":"ping"},)"
                            R"({"jsonrpc":"2.0","method":"notifications/initialized"},)"
                            R"(7,{"jsonrpc":"2.0","id":"x","method":"initialize"},)"
                            R"({"jsonrpc":"2.0","id":1,"method":"tools/call",)"
                            R"("params":{"name":"echo"}}])";
  for (const std::string version : {"2025-11-25", "2025-06-18"}) {
    const auto answer = post("/mcp", "ann", open("/mcp", "ann", version), batch);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32600");
  }
  for (const std::string version : {"2025-03-26", "2024-11-05"}) {
    const auto answer = post("/mcp", "ann", open("/mcp", "ann", version), batch);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body,
              R"([{"jsonrpc":"2.0","id":2,"result":{}},)"
              R"({"jsonrpc":"2.0","error":{"code":-32600,"message":)"
              R"("A message must be a JSON object.","data":{"code":"invalid_request"}}},)"
              R"({"jsonrpc":"2.0","id":"x","error":{"code":-32600,"message":)"
              R"("initialize must not be part of a batch.","data":{"code":"invalid_request"}}},)"
              R"({"jsonrpc":"2.0","id":1,"result":{"content":[]}}])");
  }
}

TEST_F(McpMessage, MayComeInBatchesWithinTheirBound) {
  const auto session = open("/mcp", "ann", "2025-03-26");
  const std::string note = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";
  const auto batch = [&](std::size_t count) {
    std::string text = "[" + note;
    for (std::size_t at = 1; at < count; ++at)
      text += "," + note;
    return text + "]";
  };
  EXPECT_EQ(post("/mcp", "ann", session, batch(limits::batch_messages_max)).status, 202);
  EXPECT_EQ(post("/mcp", "ann", session, batch(limits::batch_messages_max + 1)).status, 400);
  EXPECT_EQ(at(post("/mcp", "ann", session, "[]").body, {"error", "code"}), "-32600");
}

TEST_F(McpMessage, OpensNoSessionFromInsideABatch) {
  const auto answer = post("/mcp", "ann", {},
                           R"([{"jsonrpc":"2.0","id":1,"method":"initialize",)"
                           R"("params":{"protocolVersion":"2025-03-26"}}])");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(at(answer.body, {"error", "code"}), "-32600");
  EXPECT_EQ(gate.open_sessions(), 0u);
}

} // namespace
} // namespace gatehouse
