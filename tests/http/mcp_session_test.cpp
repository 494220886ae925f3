#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

using McpSession = http_world;

const std::string ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";

std::string initialize_with(const std::string& version) {
  return R"({"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":")" +
         version + R"(","capabilities":{},"clientInfo":{"name":"n","version":"v"}}})";
}

// S-TOOLS-01, S-RES-01, S-PROMPT-01, S-COMP-01, S-LOG-01, L-LIFE-03, L-TRANS-22, L-LIFE-14
TEST_F(McpSession, OpensWithInitialize) {
  const auto answer = post("/mcp", "ann", {}, initialize_with("2025-06-18"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_EQ(answer.header("mcp-session-id"), "session-1");
  EXPECT_EQ(at(answer.body, {"id"}), R"("a")");
  EXPECT_EQ(at(answer.body, {"result", "protocolVersion"}), R"("2025-06-18")");
  EXPECT_EQ(at(answer.body, {"result", "serverInfo", "name"}), R"("gatehouse")");
  EXPECT_EQ(at(answer.body, {"result", "capabilities"}),
            R"({"tools":{"listChanged":true},"prompts":{"listChanged":true},)"
            R"("resources":{"listChanged":true,"subscribe":true},"completions":{},"logging":{}})");
  EXPECT_NE(at(answer.body, {"result", "instructions"}), "");
  ASSERT_EQ(gate.hellos().size(), 1u);
  EXPECT_EQ(gate.hellos()[0].client_name, "n");
  EXPECT_EQ(gate.hellos()[0].client_version, "v");
}

// L-LIFE-08, L-LIFE-09
TEST_F(McpSession, NegotiatesItsVersion) {
  for (const std::string known : {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"})
    EXPECT_EQ(
        at(post("/mcp", "ann", {}, initialize_with(known)).body, {"result", "protocolVersion"}),
        '"' + known + '"');
  for (const std::string unknown : {"2026-07-28", "1.0", ""})
    EXPECT_EQ(
        at(post("/mcp", "ann", {}, initialize_with(unknown)).body, {"result", "protocolVersion"}),
        R"("2025-11-25")");
}

TEST_F(McpSession, CutsWhatAClientSaysOfItself) {
  const std::string name = std::string(limits::client_text_bytes_max - 1, 'x') + "\xC3\xA9";
  post("/mcp", "ann", {},
       R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",)"
       R"("clientInfo":{"name":")" +
           name + R"("}}})");
  EXPECT_EQ(gate.hellos().at(0).client_name, std::string(limits::client_text_bytes_max - 1, 'x'));
}

// L-LIFE-01, L-LIFE-02, L-TRANS-25
TEST_F(McpSession, IsOpenedByNothingElse) {
  for (const std::string& body :
       {ping, std::string{R"({"jsonrpc":"2.0","method":"notifications/initialized"})"},
        std::string{R"({"jsonrpc":"2.0","method":"initialize","params":{}})"},
        std::string{R"({"jsonrpc":"2.0","id":1,"result":{}})"}, "[" + ping + "]"}) {
    const auto answer = post("/mcp", "ann", {}, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32000") << body;
    EXPECT_EQ(at(answer.body, {"error", "message"}), R"("Mcp-Session-Id header is required")");
  }
  const auto missing =
      post("/mcp", "ann", {}, R"({"jsonrpc":"2.0","id":7,"method":"initialize","params":{}})");
  EXPECT_EQ(at(missing.body, {"error", "code"}), "-32602");
  EXPECT_EQ(missing.header("mcp-session-id"), "");
  EXPECT_EQ(gate.open_sessions(), 0u);
  EXPECT_TRUE(gate.hellos().empty());
}

TEST_F(McpSession, LeavesNothingBehindWhenItCannotOpen) {
  gate.fail_with(failure{errc::internal, "the actor is gone"});
  const auto answer = post("/mcp", "ann", {}, initialize_with("2025-06-18"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(at(answer.body, {"error", "code"}), "-32603");
  EXPECT_EQ(answer.body.find("actor"), std::string::npos);
  EXPECT_EQ(gate.open_sessions(), 0u);
  ASSERT_EQ(logged().size(), 1u);
  EXPECT_NE(logged()[0].find("the actor is gone"), std::string::npos);
  const auto correlation = at(answer.body, {"error", "data", "correlation"});
  EXPECT_EQ('"' + logged()[0].substr(0, correlation.size() - 2) + '"', correlation);
}

TEST_F(McpSession, IsNotStartedByGetOrDelete) {
  const auto get = ask("GET", "/mcp", "ann");
  EXPECT_EQ(get.status, 400);
  EXPECT_EQ(at(get.body, {"error", "code"}), "-32000");
  EXPECT_EQ(at(get.body, {"error", "message"}), R"("mcp-session-id header required for SSE")");
  const auto del = ask("DELETE", "/mcp", "ann");
  EXPECT_EQ(del.status, 204);
  EXPECT_EQ(del.body, "");
  EXPECT_EQ(gate.open_sessions(), 0u);
}

// S-HTTP-01, L-TRANS-02
TEST_F(McpSession, RefusesOtherMethodsBeforeAuthentication) {
  for (const std::string method : {"PUT", "PATCH", "HEAD", "TRACE"}) {
    const auto answer = ask(method, "/mcp", "nobody");
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.header("allow"), "DELETE, GET, POST, OPTIONS");
    EXPECT_EQ(at(answer.body + (method == "HEAD" ? "{}" : ""), {"error", "code"}),
              method == "HEAD" ? "" : "-32001");
  }
  EXPECT_EQ(gate.authentications(), 0u);
}

// L-TRANS-26
TEST_F(McpSession, EndsWithDelete) {
  const auto session = open();
  EXPECT_EQ(ask("DELETE", "/mcp", "ann", {"Mcp-Session-Id: " + session}).status, 204);
  EXPECT_EQ(gate.open_sessions(), 0u);
  EXPECT_EQ(post("/mcp", "ann", session, ping).status, 404);
  EXPECT_EQ(ask("DELETE", "/mcp", "ann", {"Mcp-Session-Id: " + session}).status, 404);
}

TEST_F(McpSession, IsUnknownBeforeItIsForeign) {
  open();
  const std::vector<std::string> unknown{"Mcp-Session-Id: no-such"};
  for (const std::string token : {"ann", "eve"})
    for (const std::string method : {"GET", "DELETE"}) {
      const auto answer = ask(method, "/mcp", token, unknown);
      EXPECT_EQ(answer.status, 404);
      EXPECT_EQ(at(answer.body, {"error", "code"}), "-32001");
    }
  for (const std::string& body :
       {ping, std::string{"not JSON"}, "[" + ping + "]",
        std::string{R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})"},
        std::string{R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":1}})"},
        std::string{R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}})"},
        std::string{R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}})"}}) {
    EXPECT_EQ(post("/mcp", "ann", "no-such", body).status, 404) << body;
  }
  EXPECT_TRUE(gate.calls().empty());
}

TEST_F(McpSession, IsBoundToItsResource) {
  const std::vector<std::string> places{"/mcp", "/mcp/toolkits/tools", "/mcp/toolkits/more"};
  for (const auto& home : places) {
    const auto session = open(home);
    for (const auto& other : places) {
      const auto answer = post(other, "ann", session, ping);
      EXPECT_EQ(answer.status, other == home ? 200 : 403) << home << " on " << other;
      EXPECT_EQ(at(answer.body, {"error", "code"}), other == home ? "" : "-32003");
    }
    EXPECT_EQ(post(home, "ann", session, ping).status, 200);
    EXPECT_EQ(post("/acme" + home, "ann", session, ping).status, 200);
  }
}

// S-SEC-10, L-SEC-01, L-SEC-03
TEST_F(McpSession, IsBoundToItsPrincipal) {
  const auto session = open();
  const std::vector<std::string> header{"Mcp-Session-Id: " + session};
  for (const std::string token : {"bob", "eve"}) {
    EXPECT_EQ(post("/mcp", token, session, ping).status, 403);
    EXPECT_EQ(ask("GET", "/mcp", token, header).status, 403);
    EXPECT_EQ(ask("DELETE", "/mcp", token, header).status, 403);
  }
  EXPECT_EQ(ask("DELETE", "/mcp/toolkits/tools", "ann", header).status, 403);
  EXPECT_EQ(ask("DELETE", "/mcp", "nobody", header).status, 401);
  EXPECT_EQ(post("/mcp", "ann", session, ping).status, 200);
}

TEST_F(McpSession, ChecksMembershipAtEveryRequest) {
  const auto session = open("/acme/mcp");
  EXPECT_EQ(post("/acme/mcp", "ann", session, ping).status, 200);
  EXPECT_EQ(post("/beta/mcp", "ann", session, ping).status, 403);
  EXPECT_EQ(post("/nowhere/mcp", "ann", session, ping).status, 403);
  gate.remove_org("acme");
  EXPECT_EQ(post("/acme/mcp", "ann", session, ping).status, 403);
  EXPECT_EQ(ask("DELETE", "/acme/mcp", "ann", {"Mcp-Session-Id: " + session}).status, 403);
  EXPECT_EQ(gate.open_sessions(), 1u);
}

TEST_F(McpSession, SaysThatAToolkitDoesNotExist) {
  const auto answer = post("/mcp/toolkits/none", "ann", {}, initialize_with("2025-06-18"));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(at(answer.body, {"error", "code"}), "-32001");
  EXPECT_EQ(at(answer.body, {"error", "message"}), R"("MCP resource not found")");
}

TEST_F(McpSession, TellsTheOperatorThatAnOrgDoesNotExist) {
  const auto answer = post("/nowhere/mcp", "root", {}, initialize_with("2025-06-18"));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(at(answer.body, {"error", "message"}), R"("There is no such organization.")");
}

TEST_F(McpSession, ToleratesOneSlashAtTheEnd) {
  const auto session = open("/mcp/toolkits/tools/");
  EXPECT_EQ(post("/mcp/toolkits/tools", "ann", session, ping).status, 200);
  EXPECT_EQ(post("/mcp/", "ann", open("/mcp"), ping).status, 200);
}

TEST_F(McpSession, IsClosedAgainWhenNobodyWaitsForItsId) {
  gate.hold_openings();
  auto one = client();
  const auto body = initialize_with("2025-06-18");
  one.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
           "Authorization: Bearer ann\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body);
  ASSERT_TRUE(gate.wait_for_sessions(1));
  one.close();
  bool noticed = false;
  for (int tries = 0; tries < 10'000 && !noticed; ++tries)
    noticed = ask("GET", "/metrics", "root").body.find("gatehouse_http_disconnects_total 1\n") !=
              std::string::npos;
  EXPECT_TRUE(noticed);
  gate.release_openings();
  EXPECT_TRUE(gate.wait_for_sessions(0));
}

} // namespace
} // namespace gatehouse
