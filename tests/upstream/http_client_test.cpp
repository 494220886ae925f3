#include "events/core/limits.hpp"
#include "tests/upstream/mcp_script.hpp"
#include "tests/upstream/process_watch.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;
using namespace std::chrono_literals;

const std::string done_result = R"({"content":[{"type":"text","text":"done"}]})";

struct HttpUpstream : testing::Test {
  upstream_harness harness;
};

scripted_server::script answer_json(const std::string& result) {
  return [result](const http_seen& seen, http_wire& wire) {
    wire.answer(200, "application/json", result_text(id_of(seen), result));
  };
}

// S-HTTP-06, S-HTTP-07, S-AUTH-18, S-AUTH-19, L-TRANS-24, L-TRANS-29
TEST_F(HttpUpstream, SpeaksTheHandshakeWithTheHeadersTheProtocolAsksFor) {
  scripted_server server{polite(answer_json(done_result))};
  test_client client{harness, target_of(server)};
  auto hello = client.open();
  ASSERT_TRUE(hello) << hello.error().detail;
  EXPECT_EQ(hello->server_name, "polite");
  auto reply = client.call("tool", R"({"a":1})");
  EXPECT_EQ(reply.how, how::result);
  EXPECT_EQ(reply.body, done_result);
  for (const auto& seen : server.seen()) {
    EXPECT_EQ(seen.target, "/mcp");
    EXPECT_EQ(seen.header("authorization"), "Bearer up");
    const bool first = method_of(seen) == "initialize";
    EXPECT_EQ(seen.header("mcp-session-id"), first ? "" : "s-1") << seen.body;
    EXPECT_EQ(seen.header("mcp-protocol-version"), first ? "" : "2025-11-25") << seen.body;
    if (seen.method != "POST")
      continue;
    EXPECT_EQ(seen.header("accept"), "application/json, text/event-stream");
    EXPECT_EQ(seen.header("content-type"), "application/json");
  }
  const auto call =
      server.await_request([](auto& seen) { return method_of(seen) == "tools/call"; });
  ASSERT_TRUE(call);
  EXPECT_EQ(call->body, R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":)"
                        R"({"name":"tool","arguments":{"a":1}}})");
}

TEST_F(HttpUpstream, KeepsItsConnectionForTheNextCall) {
  scripted_server server{polite(answer_json(done_result))};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(client.call("tool").how, how::result);
  // One for the calls, at most one more for the stream that the server has not.
  EXPECT_LE(server.connections(), 2);
}

// S-HTTP-11, M-HTTP-45
TEST_F(HttpUpstream, ReadsAnAnswerFromAnEventStream) {
  scripted_server server{polite([](const http_seen& seen, http_wire& wire) {
    wire.begin_events();
    wire.event(": hello\n\nid: 1\ndata:\n\n");
    wire.event(
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n");
    wire.event("event: message\ndata: " + result_text(id_of(seen), "{\"a\":").substr(0, 30));
    wire.event(result_text(id_of(seen), "{}").substr(30) + "\n\n");
    wire.end_events();
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  for (int i = 0; i < 3; ++i) {
    auto reply = client.call("tool");
    EXPECT_EQ(reply.how, how::result) << reply.detail;
    EXPECT_EQ(reply.body, "{}");
  }
}

// S-PAGE-01, S-PAGE-02, M-PAGE-01, M-PAGE-02
TEST_F(HttpUpstream, ListsAllPages) {
  scripted_server server{polite([](const http_seen& seen, http_wire& wire) {
    const bool second = seen.body.find(R"("params":{"cursor":""})") != std::string::npos;
    const bool third = seen.body.find(R"("params":{"cursor":"c"})") != std::string::npos;
    const std::string schema = R"("inputSchema":{"type":"object"})";
    std::string page =
        third    ? R"({"tools":[{"name":"three","x":[1, 2],)" + schema + "}]}"
        : second ? R"({"tools":[{"name":"two",)" + schema + R"(},{"x":1}],"nextCursor":"c"})"
                 : R"({"tools":[{"name":"one",)" + schema + R"(}],"nextCursor":""})";
    wire.answer(200, "application/json", result_text(id_of(seen), page));
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  auto tools = client.list();
  ASSERT_TRUE(tools) << tools.error().detail;
  ASSERT_EQ(tools->size(), 3U);
  EXPECT_EQ(tools->at(0).name, "one");
  EXPECT_EQ(tools->at(1).name, "two");
  EXPECT_EQ(tools->at(2).json, R"({"name":"three","x":[1, 2],"inputSchema":{"type":"object"}})");
}

/// A server whose page `n` is what `page` says.
scripted_server::script pages(std::function<std::string(int)> page) {
  auto number = std::make_shared<std::atomic<int>>(0);
  return polite([page = std::move(page), number](const http_seen& seen, http_wire& wire) {
    wire.answer(200, "application/json", result_text(id_of(seen), page((*number)++)));
  });
}

TEST_F(HttpUpstream, BoundsAListing) {
  auto refusal = [&](std::function<std::string(int)> page) {
    scripted_server server{pages(std::move(page))};
    test_client client{harness, target_of(server)};
    EXPECT_TRUE(client.open());
    auto tools = client.list();
    return tools ? failure{errc::internal, "listed"} : tools.error();
  };
  auto cursor = [](int n) { return "\"nextCursor\":\"" + std::to_string(n) + "\"}"; };
  EXPECT_EQ(refusal([&](int) { return R"({"tools":[],)" + cursor(1); }).code,
            errc::upstream_protocol);
  EXPECT_EQ(refusal([&](int n) { return R"({"tools":[],)" + cursor(n); }).detail,
            "tools/list: too many pages");
  std::string many;
  for (std::size_t i = 0; i <= limits::catalog_tools_max; ++i)
    many += (i ? "," : "") + std::string{R"({"name":"t","inputSchema":{"type":"object"}})"};
  EXPECT_EQ(refusal([&](int) { return "{\"tools\":[" + many + "]}"; }).detail,
            "tools/list: too many items");
  const auto usable = many.substr(many.find("}},{") + 3);
  EXPECT_EQ(refusal([&](int) { return R"({"tools":[{"name":"bad"},)" + usable + "]}"; }).detail,
            "tools/list: too many items")
      << "what is left out counts, too";
  const std::string large(limits::catalog_bytes_max / 2, 'x');
  EXPECT_EQ(
      refusal([&](int n) { return "{\"tools\":[],\"x\":\"" + large + "\"," + cursor(n); }).code,
      errc::upstream_too_large);
  EXPECT_EQ(refusal([](int) { return "{}"; }).code, errc::upstream_protocol);
}

TEST_F(HttpUpstream, CutsALargeAnswerOffEarly) {
  std::promise<bool> was_cut;
  scripted_server server{polite([&](const http_seen& seen, http_wire& wire) {
    const auto begin = result_text(id_of(seen), "{\"x\":\"").substr(0, 36);
    constexpr std::size_t total = 80u << 20;
    wire.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
               std::to_string(total) + "\r\n\r\n" + begin);
    const std::string part(1u << 16, 'x');
    bool cut = false;
    for (std::size_t sent = 0; sent < total && !cut; sent += part.size())
      cut = !wire.write(part);
    was_cut.set_value(cut);
    wire.close();
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::too_large);
  client.close();
  server.await_request([](auto& seen) { return seen.method == "DELETE"; });
  EXPECT_TRUE(await<bool>(was_cut.get_future(), false));
}

TEST_F(HttpUpstream, CutsALargeEventOff) {
  scripted_server server{polite([&](const http_seen&, http_wire& wire) {
    wire.begin_events();
    wire.event("data: ");
    const std::string part(1u << 16, 'x');
    for (std::size_t sent = 0; sent < 2 * limits::tool_result_bytes_max; sent += part.size())
      wire.event(part);
    wire.close();
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::too_large);
}

// S-TIME-01, S-TIME-02
TEST_F(HttpUpstream, TimesOutAndTellsTheServer) {
  scripted_server server{polite([](const http_seen&, http_wire& wire) { wire.await_close(); })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  auto late = client.start("tool", "{}", 100ms);
  EXPECT_EQ(test_client::reply_of(late).how, how::timeout);
  auto notice =
      server.await_request([](auto& seen) { return method_of(seen) == "notifications/cancelled"; });
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->body,
            R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
                std::to_string(late.handle) + R"(,"reason":"no answer in time"}})");
}

TEST_F(HttpUpstream, TimesAMuteServerOut) {
  scripted_server server{[](const http_seen&, http_wire& wire) { wire.await_close(); }};
  auto target = target_of(server);
  target.connect_timeout = 100ms;
  auto hello = test_client{harness, target}.open();
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_timeout);
}

// S-BASE-04
TEST_F(HttpUpstream, KeepsErrorsOfTheServerApart) {
  scripted_server server{polite([](const http_seen& seen, http_wire& wire) {
    const auto asked = [&](const char* name) { return seen.body.find(name) != std::string::npos; };
    const auto error = R"({"jsonrpc":"2.0","id":)" + id_of(seen) +
                       R"(,"error":{"code":-32602,"message":"no such tool"}})";
    if (asked("rpc_error"))
      wire.answer(200, "application/json", error);
    else if (asked("bad_request"))
      wire.answer(400, "application/json", error);
    else if (asked("unauthorized"))
      wire.answer(401, "text/plain", "who are you");
    else if (asked("broken"))
      wire.answer(500, "text/html", "<html>");
    else if (asked("not_json"))
      wire.answer(200, "application/json", "hello");
    else if (asked("other_id"))
      wire.answer(200, "application/json", result_text("999", "{}"));
    else if (asked("html"))
      wire.answer(200, "text/html", "<html>");
    else if (asked("accepted"))
      wire.answer(202, "", "");
    else if (asked("hang_up"))
      wire.close();
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("rpc_error").body, R"({"code":-32602,"message":"no such tool"})");
  EXPECT_EQ(client.call("bad_request").how, how::rpc_error);
  EXPECT_EQ(client.call("unauthorized").how, how::not_sent);
  EXPECT_EQ(client.call("broken").how, how::transport);
  EXPECT_EQ(client.call("not_json").how, how::garbage);
  EXPECT_EQ(client.call("other_id").how, how::garbage);
  EXPECT_EQ(client.call("html").how, how::garbage);
  EXPECT_EQ(client.call("accepted").how, how::garbage);
  EXPECT_EQ(client.call("hang_up").how, how::transport);
  EXPECT_EQ(client.times_closed(), 0);
}

// L-TRANS-27
TEST_F(HttpUpstream, TreatsAForgottenSessionAsItsEnd) {
  scripted_server server{polite([](const http_seen&, http_wire& wire) {
    wire.answer(404, "application/json",
                R"({"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"}})");
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::not_sent);
  EXPECT_EQ(client.closed(), "the server has ended the session");
  EXPECT_EQ(client.call("tool").how, how::not_sent);
  EXPECT_EQ(client.times_closed(), 1);
  ASSERT_TRUE((test_client{harness, target_of(server)}.open())) << "and begins a new one";
  for (const auto& seen : server.seen()) {
    if (method_of(seen) == "initialize") {
      EXPECT_EQ(seen.header("mcp-session-id"), "");
    }
  }
}

TEST_F(HttpUpstream, DoesNotRepeatACallThatMayHaveRun) {
  std::atomic<int> calls{0};
  scripted_server server{polite([&](const http_seen& seen, http_wire& wire) {
    if (method_of(seen) == "tools/call")
      ++calls;
    wire.close();
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::transport);
  EXPECT_EQ(calls, 1);
}

TEST_F(HttpUpstream, RepeatsAListThatGotNoAnswer) {
  std::atomic<int> lists{0};
  scripted_server server{polite([&](const http_seen& seen, http_wire& wire) {
    if (++lists == 1)
      return wire.close();
    wire.answer(200, "application/json", result_text(id_of(seen), R"({"tools":[]})"));
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_TRUE(client.list());
  EXPECT_EQ(lists, 2);
}

TEST_F(HttpUpstream, DoesNotUseAConnectionTheServerHasClosed) {
  scripted_server server{polite([&](const http_seen& seen, http_wire& wire) {
    wire.answer(200, "application/json", result_text(id_of(seen), done_result));
    wire.close(); // without having said so
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  for (int i = 0; i < 5; ++i) {
    auto reply = client.call("tool");
    // The close may still be on its way when the next call is sent; then it may not be repeated.
    EXPECT_TRUE(reply.how == how::result || reply.how == how::transport) << reply.detail;
  }
}

TEST_F(HttpUpstream, SaysThatNothingWasSentWhenNobodyListens) {
  std::string url;
  {
    scripted_server gone{[](const http_seen&, http_wire&) {}};
    url = gone.url();
  }
  upstream_target target;
  target.addresses.all = true;
  target.url = url;
  auto hello = test_client{harness, target}.open();
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_unavailable);
  EXPECT_NE(hello.error().detail.find("cannot connect"), std::string::npos);
  target.url = "http://no-such-host.invalid/mcp";
  hello = test_client{harness, target}.open();
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_unavailable);
}

TEST_F(HttpUpstream, RefusesAUrlOrAHeaderItCannotUse) {
  for (std::string url : {"https://example.com/mcp", "ftp://example.com", "http://u:p@host/", ""}) {
    upstream_target target;
    target.url = url;
    auto hello = test_client{harness, target}.open();
    ASSERT_FALSE(hello) << url;
    EXPECT_EQ(hello.error().code, errc::invalid_argument);
  }
  upstream_target target;
  target.url = "http://127.0.0.1:1/";
  target.headers = {{"X-Key", "a\r\nHost: b"}};
  EXPECT_EQ((test_client{harness, target}.open().error().code), errc::invalid_argument);
}

// L-TRANS-24, L-TRANS-28
TEST_F(HttpUpstream, EndsTheSessionWhenItCloses) {
  scripted_server server{polite(answer_json(done_result))};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  client.close();
  auto goodbye = server.await_request([](auto& seen) { return seen.method == "DELETE"; });
  ASSERT_TRUE(goodbye);
  EXPECT_EQ(goodbye->header("mcp-session-id"), "s-1");
  EXPECT_EQ(goodbye->header("mcp-protocol-version"), "2025-11-25");
  EXPECT_EQ(client.times_closed(), 0);
}

TEST_F(HttpUpstream, ClosingEndsPendingCalls) {
  scripted_server server{polite([](const http_seen&, http_wire& wire) { wire.await_close(); })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  auto waiting = client.start("tool");
  ASSERT_TRUE(server.await_request([](auto& seen) { return method_of(seen) == "tools/call"; }));
  client.close();
  EXPECT_EQ(test_client::reply_of(waiting).how, how::transport);
}

TEST_F(HttpUpstream, LeaksNoDescriptors) {
  scripted_server server{polite(answer_json(done_result))};
  auto cycle = [&] {
    test_client client{harness, target_of(server)};
    EXPECT_TRUE(client.open());
    EXPECT_EQ(client.call("tool").how, how::result);
    client.close();
    server.await_request([](auto& seen) { return seen.method == "DELETE"; });
  };
  cycle();
  // The server's own end of each connection is closed with the server, so count those apart.
  const int before = open_descriptors() - server.connections();
  for (int i = 0; i < 10; ++i)
    cycle();
  harness.run([] {});
  EXPECT_LE(open_descriptors() - server.connections(), before + 2);
}

} // namespace
} // namespace gatehouse
