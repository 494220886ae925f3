#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

/// Event streams that Ann's session listens on.
class WatchStream : public http_world {
protected:
  /// Opens a stream and reads up to its first words.
  http_client listen(const std::string& session) {
    auto one = begin_get(session);
    const auto head = one.receive_head();
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-type"), "text/event-stream");
    one.receive_event();
    return one;
  }

  std::uint64_t metric(const std::string& name) {
    const auto text = "\n" + ask("GET", "/metrics", "root").body;
    const auto line = "\n" + name + " ";
    return std::stoull(text.substr(text.find(line) + line.size()));
  }
};

const client_message tools_changed{"notifications/tools/list_changed", {}, 0};
const std::string changed = R"(data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"})"
                            "\n\n";

// L-TRANS-02, L-TRANS-05, L-TRANS-13
TEST_F(WatchStream, BringsWhatHappensOutsideOfRequests) {
  const auto session = open();
  auto one = begin_get(session);
  EXPECT_EQ(one.receive_head().status, 200);
  const auto priming = one.receive_event();
  EXPECT_TRUE(priming.starts_with("id: ")) << priming;
  EXPECT_TRUE(priming.ends_with("\nretry: 1000\ndata:\n\n")) << priming;
  ASSERT_TRUE(gate.wait_for_watches(1));
  const auto filter = gate.watches()[0];
  EXPECT_TRUE(filter.tools && filter.prompts && filter.resources && filter.messages);
  gate.announce(tools_changed);
  EXPECT_TRUE(one.receive_event().ends_with(changed));
}

TEST_F(WatchStream, BeginsWithAWordThatOlderClientsPassOver) {
  auto one = begin_get(open("/mcp", "ann", "2025-06-18"));
  EXPECT_EQ(one.receive_head().status, 200);
  EXPECT_EQ(one.receive_event(), ":\n\n");
}

// L-TRANS-16
TEST_F(WatchStream, OfSeveralBringsItOnOneOnly) {
  const auto session = open();
  auto older = listen(session);
  auto newer = listen(session);
  EXPECT_EQ(gate.watches().size(), 1u);
  gate.announce(tools_changed);
  EXPECT_TRUE(newer.receive_event().ends_with(changed));
  newer.close();
  while (metric("gatehouse_http_watches") > 1)
    ;
  gate.announce({"notifications/prompts/list_changed", {}, 0});
  EXPECT_NE(older.receive_event().find("notifications/prompts/list_changed"), std::string::npos);
}

TEST_F(WatchStream, OfASessionIsTheOldestToEndOverTheirBound) {
  const auto session = open();
  auto first = listen(session);
  std::vector<http_client> others;
  for (std::size_t more = 1; more < limits::watches_per_session_max; ++more)
    others.push_back(listen(session));
  EXPECT_EQ(metric("gatehouse_http_watches"), limits::watches_per_session_max);
  others.push_back(listen(session));
  EXPECT_EQ(first.receive_event(), "");
  EXPECT_EQ(metric("gatehouse_http_watches"), limits::watches_per_session_max);
}

TEST_F(WatchStream, IsRefusedOverTheBoundOfAll) {
  options.watches_max = 1;
  const auto session = open();
  auto one = listen(session);
  const auto refused = ask("GET", "/mcp", "ann", {"Mcp-Session-Id: " + open()});
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(at(refused.body, {"error", "data", "code"}), R"("overloaded")");
  one.close();
  while (metric("gatehouse_http_watches") > 0)
    ;
  listen(session);
}

TEST_F(WatchStream, TakesNoPlaceOfRequests) {
  options.in_flight_max = 1;
  const auto session = open();
  auto one = listen(session);
  EXPECT_EQ(post("/mcp", "ann", session, R"({"jsonrpc":"2.0","id":1,"method":"ping"})").status,
            200);
}

// L-TRANS-26
TEST_F(WatchStream, EndsWithItsSession) {
  const auto session = open();
  auto one = listen(session);
  EXPECT_EQ(ask("DELETE", "/mcp", "ann", {"Mcp-Session-Id: " + session}).status, 204);
  EXPECT_EQ(one.receive_event(), "");
  EXPECT_TRUE(gate.wait_for_watches(0));
  EXPECT_EQ(ask("GET", "/mcp", "ann", {"Mcp-Session-Id: " + session}).status, 404);
}

TEST_F(WatchStream, EndsWithTheServer) {
  auto one = listen(open());
  stop(std::chrono::seconds{10});
  EXPECT_EQ(one.receive_event(), "");
  EXPECT_TRUE(one.is_closed());
  EXPECT_TRUE(gate.wait_for_watches(0));
}

TEST_F(WatchStream, StopsWatchingWhenAClientIsGoneThatCannotResume) {
  auto one = begin_get(open("/mcp", "ann", "2024-11-05"));
  EXPECT_EQ(one.receive_head().status, 200);
  EXPECT_TRUE(gate.wait_for_watches(1));
  one.close();
  EXPECT_TRUE(gate.wait_for_watches(0));
}

TEST_F(WatchStream, BringsQuestionsThatBelongToNoRequest) {
  const auto session = open();
  auto one = listen(session);
  gate.announce({"roots/list", {}, 9});
  const auto event = one.receive_event();
  const auto id = at(event.substr(event.find("data: ") + 6), {"id"});
  EXPECT_EQ(
      post("/mcp", "ann", session, R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"roots":[]}})")
          .status,
      202);
  ASSERT_TRUE(gate.wait_for_server_answers(1));
  EXPECT_EQ(gate.server_answers()[0].reply_to, 9u);
  EXPECT_EQ(gate.server_answers()[0].reply.body, R"({"roots":[]})");
}

TEST_F(WatchStream, ForgetsTheOldestQuestionOverTheirBound) {
  const auto session = open();
  auto one = listen(session);
  std::vector<std::string> ids;
  for (std::uint64_t nth = 0; nth <= limits::questions_per_call_max; ++nth) {
    gate.announce({"roots/list", {}, nth + 1});
    const auto event = one.receive_event();
    ids.push_back(at(event.substr(event.find("data: ") + 6), {"id"}));
  }
  for (const auto& id : {ids[0], ids[1]})
    EXPECT_EQ(post("/mcp", "ann", session,
                   R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"roots":[]}})")
                  .status,
              202);
  ASSERT_TRUE(gate.wait_for_server_answers(1));
  EXPECT_EQ(gate.server_answers()[0].reply_to, 2u);
}

// L-TRANS-12
TEST_F(WatchStream, IsForClientsThatReadIt) {
  const auto session = open();
  const auto refused =
      ask("GET", "/mcp", "ann", {"Mcp-Session-Id: " + session, "Accept: application/json"});
  EXPECT_EQ(refused.status, 406);
}

// L-TRANS-31
TEST_F(WatchStream, IsRefusedInARevisionThatIsUnknown) {
  const auto refused =
      ask("GET", "/mcp", "ann", {"Mcp-Session-Id: " + open(), "MCP-Protocol-Version: 1900-01-01"});
  EXPECT_EQ(refused.status, 400);
}

} // namespace
} // namespace gatehouse
