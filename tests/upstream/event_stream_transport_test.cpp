#include "events/core/limits.hpp"
#include "tests/upstream/mcp_script.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;
using namespace std::chrono_literals;

/// A server of 2024-11-05: a GET opens the stream, POSTs are answered on it.
class old_server {
public:
  explicit old_server(std::string endpoint = "/messages?s=1")
      : endpoint_(std::move(endpoint)),
        server_([this](const http_seen& seen, http_wire& wire) { serve(seen, wire); }) {}

  ~old_server() { say(""); }

  /// Sends one event, or with an empty text ends the stream.
  void say(const std::string& event) {
    std::lock_guard lock{mutex_};
    events_.push_back(event);
    grew_.notify_all();
  }

  /// Waits for a message of that method.
  std::optional<http_seen> await_method(const std::string& method) {
    return server_.await_request([&](const auto& seen) { return method_of(seen) == method; });
  }

  scripted_server& http() { return server_; }

  upstream_target target() const {
    auto target = target_of(server_);
    target.connect_timeout = 5s;
    return target;
  }

private:
  void serve(const http_seen& seen, http_wire& wire) {
    if (seen.method == "GET")
      return stream(wire);
    if (seen.target != "/messages?s=1")
      return wire.answer(404, "text/html", "Cannot POST");
    const auto method = method_of(seen);
    if (seen.body.find("refuse me") != std::string::npos)
      return wire.answer(413, "", "");
    wire.answer(202, "text/plain", "Accepted");
    if (method == "initialize")
      say("event: message\ndata: " +
          result_text(id_of(seen), R"({"protocolVersion":"2024-11-05","capabilities":{"tools":{}},)"
                                   R"("serverInfo":{"name":"old","version":"1"}})"));
    else if (method == "tools/call" && seen.body.find("mute") == std::string::npos)
      say("data: " + result_text(id_of(seen), R"({"content":[]})"));
  }

  void stream(http_wire& wire) {
    wire.begin_events();
    wire.event("event: endpoint\ndata: " + endpoint_ + "\n\n");
    for (;;) {
      std::unique_lock lock{mutex_};
      grew_.wait(lock, [&] { return !events_.empty(); });
      const auto event = events_.front();
      events_.pop_front();
      if (event.empty())
        return wire.end_events();
      wire.event(event + "\n\n");
    }
  }

  std::string endpoint_;
  std::mutex mutex_;
  std::condition_variable grew_;
  std::deque<std::string> events_;
  scripted_server server_;
};

struct EventStreamTransport : testing::Test {
  upstream_harness harness;
};

TEST_F(EventStreamTransport, IsTriedWhenAPostIsRefused) {
  old_server server;
  test_client client{harness, server.target()};
  auto hello = client.open();
  ASSERT_TRUE(hello) << hello.error().detail;
  EXPECT_EQ(hello->server_name, "old");
  EXPECT_EQ(hello->protocol_version, "2024-11-05");
  EXPECT_EQ(hello->era, server_era::sessions);
  EXPECT_TRUE(hello->keeps_state);
  EXPECT_EQ(client.call("tool").how, how::result);
  const auto call = server.await_method("tools/call");
  ASSERT_TRUE(call);
  EXPECT_EQ(call->target, "/messages?s=1");
  EXPECT_EQ(call->header("authorization"), "Bearer up");
  EXPECT_EQ(call->header("mcp-session-id"), "");
}

TEST_F(EventStreamTransport, IsFoundByAClientThatKnowsNothing) {
  old_server server;
  auto target = server.target();
  target.era = server_era::unknown;
  test_client client{harness, target};
  EXPECT_TRUE(client.open());
}

TEST_F(EventStreamTransport, PassesOnWhatTheServerSays) {
  old_server server;
  test_client client{harness, server.target()};
  ASSERT_TRUE(client.open());
  server.say(R"(data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"})");
  EXPECT_TRUE(client.changed(1));
  server.say("data: not MCP");
  EXPECT_TRUE(client.logged("something else than MCP"));
  server.say(R"(data: {"jsonrpc":"2.0","id":"p","method":"ping"})");
  EXPECT_TRUE(server.http().await_request(
      [](auto& seen) { return seen.body == R"({"jsonrpc":"2.0","id":"p","result":{}})"; }));
}

TEST_F(EventStreamTransport, ReportsARefusedPostAndLivesOn) {
  old_server server;
  test_client client{harness, server.target()};
  ASSERT_TRUE(client.open());
  const auto refused = client.call("refuse me");
  EXPECT_EQ(refused.how, how::not_sent);
  EXPECT_EQ(refused.http_status, 413U);
  EXPECT_EQ(client.call("tool").how, how::result);
}

TEST_F(EventStreamTransport, EndsWithItsStream) {
  old_server server;
  test_client client{harness, server.target()};
  ASSERT_TRUE(client.open());
  auto waiting = client.start("mute");
  ASSERT_TRUE(server.await_method("tools/call"));
  server.say("");
  EXPECT_EQ(test_client::reply_of(waiting).how, how::transport);
  EXPECT_EQ(client.closed(), "the server has ended its event stream");
}

TEST_F(EventStreamTransport, TellsTheServerWhatItGaveUp) {
  old_server server;
  test_client client{harness, server.target()};
  ASSERT_TRUE(client.open());
  auto waiting = client.start("mute");
  ASSERT_TRUE(server.await_method("tools/call"));
  client.cancel(waiting.handle);
  EXPECT_TRUE(server.await_method("notifications/cancelled"));
}

TEST_F(EventStreamTransport, GoesToNoOtherServer) {
  for (std::string endpoint : {"http://127.0.0.1:1/messages?s=1", "//localhost/messages?s=1",
                               "https://127.0.0.1/messages", "", "a b"}) {
    old_server server{endpoint};
    auto target = server.target();
    if (endpoint.empty())
      target.connect_timeout = 200ms;
    auto hello = test_client{harness, target}.open();
    ASSERT_FALSE(hello) << endpoint;
    for (const auto& seen : server.http().seen())
      EXPECT_NE(seen.target, "/messages?s=1");
  }
}

TEST_F(EventStreamTransport, BoundsAnEvent) {
  old_server server;
  test_client client{harness, server.target()};
  ASSERT_TRUE(client.open());
  server.say("data: " + std::string(limits::upstream_line_bytes_max + 1, 'x'));
  EXPECT_EQ(client.closed(), "an event is larger than its bound");
}

TEST_F(EventStreamTransport, TellsWhyThePostWasRefusedWhenThereIsNoStreamEither) {
  scripted_server server{[](const http_seen&, http_wire& wire) { wire.answer(404, "", ""); }};
  auto hello = test_client{harness, target_of(server)}.open();
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().detail, "initialize: HTTP 404");
}

TEST_F(EventStreamTransport, WaitsForItsEndpointOnlySoLong) {
  scripted_server server{[](const http_seen& seen, http_wire& wire) {
    if (seen.method != "GET")
      return wire.answer(405, "", "");
    wire.begin_events();
    wire.event(": nothing to say\n\n");
    wire.await_close();
  }};
  auto target = target_of(server);
  target.connect_timeout = 200ms;
  auto hello = test_client{harness, target}.open();
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_unavailable);
}

} // namespace
} // namespace gatehouse
