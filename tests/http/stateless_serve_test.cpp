#include "tests/support/stateless_world.hpp"

namespace gatehouse {
namespace {

class Stateless : public stateless_world {
protected:
  /// Sends `body` under `headers` alone.
  http_answer post_raw(const std::string& body, std::vector<std::string> headers) {
    headers.push_back("Content-Type: application/json");
    headers.push_back("Accept: application/json, text/event-stream");
    return ask("POST", "/mcp", "ann", std::move(headers), body);
  }

  static std::string code_of(const http_answer& answer) {
    return at(answer.body, {"error", "code"});
  }
};

const std::string server_info = "io.modelcontextprotocol/serverInfo";

// S-TOOLS-01, S-RES-01, S-PROMPT-01, S-COMP-01, S-LOG-01, M-DISC-01, M-DISC-02, M-DISC-03,
// M-CACHE-01, M-CACHE-02, M-BASE-01, M-BASE-03
TEST_F(Stateless, ServerSaysWhatItIs) {
  const auto answer = say({"server/discover"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(at(answer.body, {"result", "supportedVersions"}), R"(["2026-07-28"])");
  EXPECT_EQ(at(answer.body, {"result", "resultType"}), R"("complete")");
  EXPECT_EQ(at(answer.body, {"result", "ttlMs"}), "0");
  EXPECT_EQ(at(answer.body, {"result", "cacheScope"}), R"("private")");
  EXPECT_EQ(at(answer.body, {"result", "_meta", server_info, "name"}), R"("gatehouse")");
  for (const std::string_view capability : {"tools", "prompts", "resources"})
    EXPECT_EQ(at(answer.body, {"result", "capabilities", capability, "listChanged"}), "true");
  EXPECT_EQ(at(answer.body, {"result", "capabilities", "resources", "subscribe"}), "true");
  for (const std::string_view capability : {"completions", "logging"})
    EXPECT_EQ(at(answer.body, {"result", "capabilities", capability}), "{}");
  EXPECT_EQ(answer.header("mcp-session-id"), "");
  EXPECT_EQ(gate.open_sessions(), 0u) << "a question of this kind leaves nothing behind";
}

// S-BASE-04: an id comes back as it came
TEST_F(Stateless, AnswersRepeatTheId) {
  for (const std::string id : {"7", R"("7")", R"("\u0041")", "-1"}) {
    stateless_message message{"server/discover"};
    message.id = id;
    EXPECT_EQ(at(say(message).body, {"id"}), id);
    message.method = "no/such";
    EXPECT_EQ(at(say(message).body, {"id"}), id);
  }
}

// M-HTTP-07: unknown and removed methods alike
TEST_F(Stateless, HasNoOtherMethods) {
  for (const std::string method :
       {"no/such", "initialize", "ping", "logging/setLevel", "resources/subscribe",
        "resources/unsubscribe", "tasks/get", "tasks/list", "roots/list", ""}) {
    const auto answer = say({method});
    EXPECT_EQ(answer.status, method.empty() ? 400 : 404) << method;
    EXPECT_EQ(code_of(answer), method.empty() ? "-32020" : "-32601") << method;
  }
}

// M-VERS-01, M-HTTP-05
TEST_F(Stateless, NamesTheVersionsItKnows) {
  for (const std::string version : {"2026-07-29", "2025-11-25", "v999.0.0"}) {
    stateless_message message{"server/discover"};
    message.version = version;
    const auto answer = say(message);
    EXPECT_EQ(answer.status, 400) << version;
    EXPECT_EQ(code_of(answer), "-32022") << version;
    EXPECT_EQ(at(answer.body, {"error", "data", "supported"}), R"(["2026-07-28"])");
    EXPECT_EQ(at(answer.body, {"error", "data", "requested"}), '"' + version + '"');
    EXPECT_EQ(at(answer.body, {"id"}), "1");
  }
}

struct refused_row {
  std::string body;
  std::vector<std::string> headers;
  std::string code;
  std::string id;
};

// S-BASE-02, S-BASE-05, S-BASE-01, S-BASE-03, M-HTTP-02, M-HTTP-04, M-HTTP-06, M-HTTP-10,
// M-HTTP-11, M-HTTP-34, M-META-03
TEST_F(Stateless, RefusesWhatIsNoGoodRequest) {
  const std::string version = "MCP-Protocol-Version: 2026-07-28";
  const std::string method = "Mcp-Method: tools/list";
  const auto good = body_of({"tools/list"});
  const std::string bare = R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}})";
  for (const auto& [body, headers, code, id] : std::vector<refused_row>{
           {good, {method}, "-32020", "1"},
           {good, {version}, "-32020", "1"},
           {good, {version, "Mcp-Method: prompts/list"}, "-32020", "1"},
           {good, {version, version, method}, "-32020", "1"},
           {good, {version, method, method}, "-32020", "1"},
           {good, {"MCP-Protocol-Version: 2025-11-25", method}, "-32020", "1"},
           {bare, {version, method}, "-32602", "1"},
           {R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{}})",
            {version},
            "-32020",
            "1"},
           {"[" + good + "]", {version}, "-32600", ""},
           {"[]", {version}, "-32600", ""},
           {"{", {version}, "-32700", ""},
           {R"({"jsonrpc":"2.0","id":{},"method":"ping"})", {version}, "-32600", ""},
           {R"({"jsonrpc":"2.0","id":null,"method":"ping"})", {version}, "-32600", ""},
           {R"({"id":4,"method":"ping"})", {version}, "-32600", "4"},
       }) {
    const auto answer = post_raw(body, headers);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(code_of(answer), code) << body;
    EXPECT_EQ(at(answer.body, {"id"}), id) << body;
  }
  EXPECT_EQ(gate.open_sessions(), 0u);
}

// M-HTTP-18
TEST_F(Stateless, ReadsHeadersHoweverTheyAreSpelt) {
  const auto answer = post_raw(body_of({"tools/list"}), {"mCP-pROTOCOL-vERSION:   2026-07-28 ",
                                                         "MCP-METHOD:\ttools/list\t"});
  EXPECT_EQ(answer.status, 200) << answer.body;
}

// S-HTTP-08, S-HTTP-09, S-BASE-09
TEST_F(Stateless, TakesNotifications) {
  const std::string version = "MCP-Protocol-Version: 2026-07-28";
  const std::string cancelled =
      R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})";
  const auto taken = post_raw(cancelled, {version});
  EXPECT_EQ(taken.status, 202);
  EXPECT_EQ(taken.body, "");
  const auto unknown = post_raw(cancelled, {"MCP-Protocol-Version: 2027-01-01"});
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(code_of(unknown), "-32022");
  EXPECT_EQ(at(unknown.body, {"id"}), "");
}

// M-HTTP-43, M-HTTP-44
TEST_F(Stateless, HasNoUseForSessionsOfTheOther) {
  stateless_message message{"tools/list"};
  message.headers = {"Mcp-Session-Id: nonsense", "Last-Event-ID: 7"};
  const auto answer = say(message);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("mcp-session-id"), "");
}

// M-VERS-07: both eras at one endpoint stay apart
TEST_F(Stateless, LivesBesideSessions) {
  const auto session = open();
  EXPECT_EQ(say({"tools/list"}).status, 200);
  EXPECT_EQ(post("/mcp", "ann", session, R"({"jsonrpc":"2.0","id":1,"method":"ping"})").body,
            R"({"jsonrpc":"2.0","id":1,"result":{}})");
  const auto listed =
      post("/mcp", "ann", session, R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})");
  EXPECT_EQ(at(listed.body, {"result", "resultType"}), "");
  EXPECT_EQ(gate.open_sessions(), 2u);
  EXPECT_EQ(gate.hellos()[1].protocol_version, "2026-07-28");
}

TEST_F(Stateless, SessionKnowsTheClientByName) {
  stateless_message message{"tools/list"};
  message.meta = R"("io.modelcontextprotocol/clientInfo":{"name":")" +
                 std::string(limits::client_text_bytes_max + 1, 'n') + R"(","version":"3"})";
  EXPECT_EQ(say(message).status, 200);
  EXPECT_EQ(gate.hellos().back().client_name, std::string(limits::client_text_bytes_max, 'n'));
  EXPECT_EQ(gate.hellos().back().client_version, "3");
}

struct list_row {
  std::string method;
  std::string member;
  catalog_list what;
};

// S-PAGE-02, M-TOOLS-01, M-TOOLS-03, M-RES-01, M-PROMPT-01, M-CACHE-01, M-CACHE-08, M-BASE-03
TEST_F(Stateless, ListsPageByPage) {
  for (const auto& [method, member, what] : std::vector<list_row>{
           {"tools/list", "tools", catalog_list::tools},
           {"prompts/list", "prompts", catalog_list::prompts},
           {"resources/list", "resources", catalog_list::resources},
           {"resources/templates/list", "resourceTemplates", catalog_list::templates}}) {
    gate.set_list(what, {});
    EXPECT_EQ(at(say({method}).body, {"result", member}), "[]") << method;
    std::vector<catalog_listing::entry> items;
    for (std::size_t item = 0; item <= limits::list_page_max; ++item)
      items.push_back({"n" + std::to_string(10'000 + item), std::to_string(item)});
    gate.set_list(what, items);
    const auto first = say({method});
    const auto cursor = at(first.body, {"result", "nextCursor"});
    ASSERT_NE(cursor, "") << method;
    const auto last = say({method, R"("cursor":)" + cursor});
    EXPECT_EQ(at(last.body, {"result", member}), "[1000]");
    EXPECT_EQ(at(last.body, {"result", "nextCursor"}), "");
    for (const auto& page : {first, last}) {
      EXPECT_EQ(at(page.body, {"result", "resultType"}), R"("complete")");
      EXPECT_EQ(at(page.body, {"result", "ttlMs"}), "0");
      EXPECT_EQ(at(page.body, {"result", "cacheScope"}), R"("private")");
      EXPECT_EQ(at(page.body, {"result", "_meta", server_info, "name"}), R"("gatehouse")");
    }
  }
}

// S-PAGE-03, M-PAGE-02: the empty string is a cursor, and none of ours
TEST_F(Stateless, ListsNothingFromAStrangeCursor) {
  for (const std::string cursor : {R"("")", R"("1")", R"("after-0")", "7", "null"}) {
    const auto answer = say({"tools/list", R"("cursor":)" + cursor});
    EXPECT_EQ(answer.status, 200) << cursor;
    EXPECT_EQ(code_of(answer), "-32602") << cursor;
  }
}

TEST_F(Stateless, FailuresHaveTheCodesOfTheEra) {
  gate.fail_with(failure{errc::limit_reached, {}});
  const auto limited = say({"tools/list"});
  EXPECT_EQ(limited.status, 200);
  EXPECT_EQ(code_of(limited), "1429");
  EXPECT_EQ(at(limited.body, {"error", "data", "code"}), R"("limit_reached")");
  gate.fail_with(failure{errc::overloaded, {}});
  const auto overloaded = say({"tools/list"});
  EXPECT_EQ(overloaded.status, 503);
  EXPECT_EQ(overloaded.header("retry-after"), "1");
}

// Before the body is read only the header can tell the era.
TEST_F(Stateless, RefusalsOfTheTransportHaveTheCodesOfTheEra) {
  stateless_message message{"tools/list"};
  message.token = "nobody";
  const auto unknown = say(message);
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(code_of(unknown), "1401");
  EXPECT_EQ(at(unknown.body, {"id"}), "");
  message.token = "ann";
  message.path = "/mcp/toolkits/none";
  EXPECT_EQ(code_of(say(message)), "1404");
}

} // namespace
} // namespace gatehouse
