#include "events/core/limits.hpp"
#include "tests/upstream/mcp_script.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;

const std::string list_changed =
    R"(data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"})"
    "\n\n";

struct HttpStream : testing::Test {
  upstream_harness harness;
};

/// A polite server with a GET stream that is `stream`'s.
scripted_server::script with_stream(scripted_server::script stream, scripted_server::script rest) {
  return [stream = std::move(stream), polite = polite(std::move(rest))](const http_seen& seen,
                                                                        http_wire& wire) {
    (seen.method == "GET" ? stream : polite)(seen, wire);
  };
}

void answer_empty(const http_seen& seen, http_wire& wire) {
  wire.answer(200, "application/json", result_text(id_of(seen), "{}"));
}

// L-TRANS-12, L-TRANS-24, L-TRANS-29
TEST_F(HttpStream, BringsAChangeOfTheList) {
  scripted_server server{with_stream(
      [](const http_seen&, http_wire& wire) {
        wire.begin_events();
        wire.event(list_changed);
        wire.await_close();
      },
      answer_empty)};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_TRUE(client.changed(1));
  const auto get = server.await_request([](auto& seen) { return seen.method == "GET"; });
  ASSERT_TRUE(get);
  EXPECT_EQ(get->header("accept"), "text/event-stream");
  EXPECT_EQ(get->header("mcp-session-id"), "s-1");
  EXPECT_EQ(get->header("mcp-protocol-version"), "2025-11-25");
}

// L-TRANS-07, L-TRANS-19
TEST_F(HttpStream, ResumesAfterTheDelayTheServerAsksFor) {
  std::atomic<int> streams{0};
  std::atomic<std::int64_t> first_ended{0};
  std::atomic<std::int64_t> second_began{0};
  auto now = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  scripted_server server{with_stream(
      [&](const http_seen&, http_wire& wire) {
        if (++streams == 1) {
          wire.begin_events();
          wire.event("retry: 500\nid: e-7\n" + list_changed);
          first_ended = now();
          wire.end_events();
        } else {
          second_began = now();
          wire.begin_events();
          wire.event(list_changed);
          wire.await_close();
        }
      },
      answer_empty)};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_TRUE(client.changed(2));
  EXPECT_TRUE(server.await_request(
      [](auto& seen) { return seen.method == "GET" && seen.header("last-event-id") == "e-7"; }));
  EXPECT_GE(second_began - first_ended, 499);
}

TEST_F(HttpStream, GoesOnWithoutOne) {
  for (int status : {404, 405, 501}) {
    scripted_server server{
        with_stream([status](const http_seen&, http_wire& wire) { wire.answer(status, "", ""); },
                    [](const http_seen& seen, http_wire& wire) {
                      wire.answer(200, "application/json", result_text(id_of(seen), "{}"));
                    })};
    test_client client{harness, target_of(server)};
    ASSERT_TRUE(client.open());
    ASSERT_TRUE(server.await_request([](auto& seen) { return seen.method == "GET"; }));
    if (status == 404)
      EXPECT_EQ(client.closed(), "the server has ended the session");
    else
      EXPECT_EQ(client.call("tool").how, how::result);
  }
}

// L-PING-01, L-LIFE-12
TEST_F(HttpStream, AnswersWhatAServerAsksOnIt) {
  scripted_server server{with_stream(
      [](const http_seen&, http_wire& wire) {
        wire.begin_events();
        wire.event("data: {\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}\n\n");
        wire.event(
            "data: {\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"sampling/createMessage\"}\n\n");
        wire.await_close();
      },
      [](const http_seen&, http_wire& wire) { wire.answer(202, "", ""); })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_TRUE(server.await_request(
      [](auto& seen) { return seen.body == R"({"jsonrpc":"2.0","id":5,"result":{}})"; }));
  EXPECT_TRUE(server.await_request([](auto& seen) {
    return seen.body ==
           R"({"jsonrpc":"2.0","id":"x","error":{"code":-32601,"message":"Method not found"}})";
  }));
}

TEST_F(HttpStream, FetchesTheAnswerOfAStreamThatBrokeOff) {
  std::atomic<bool> resumed{false};
  scripted_server server{with_stream(
      [&](const http_seen& seen, http_wire& wire) {
        if (seen.header("last-event-id") != "p-1")
          return wire.answer(405, "", "");
        resumed = true;
        wire.begin_events();
        wire.event("id: p-2\ndata: " + result_text("2", R"({"late":true})") + "\n\n");
        wire.end_events();
      },
      [](const http_seen&, http_wire& wire) {
        wire.begin_events();
        wire.event("id: p-1\nretry: 100\ndata:\n\n");
        wire.end_events();
      })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  auto reply = client.call("tool");
  EXPECT_EQ(reply.how, how::result) << reply.detail;
  EXPECT_EQ(reply.body, R"({"late":true})");
  EXPECT_TRUE(resumed);
}

TEST_F(HttpStream, ReportsAnAnswerThatNeverCame) {
  scripted_server server{polite([](const http_seen&, http_wire& wire) {
    wire.begin_events();
    wire.event(": nothing to resume\n\n");
    wire.end_events();
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  auto reply = client.call("tool");
  EXPECT_EQ(reply.how, how::transport);
  EXPECT_EQ(reply.detail, "the event stream ended before the answer");
}

} // namespace
} // namespace gatehouse
