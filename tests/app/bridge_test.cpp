#include "app/bridge/bridge_pump.hpp"
#include "tests/app/bridge_client.hpp"

#include <gmock/gmock.h>
#include <thread>
#include <unistd.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A bridge to a gateway.
class Bridge : public http_world {
protected:
  std::string url(const std::string& path = "/mcp") {
    return "http://127.0.0.1:" + std::to_string(port()) + path;
  }
};

TEST_F(Bridge, CarriesASession) {
  gate.answer_calls("echo", call_answer{call_answer::kind::result,
                                        R"({"content":[{"type":"text","text":"hello"}]})"});
  bridge_client client(loop, url(), "ann");
  EXPECT_EQ(at(client.open(), {"result", "protocolVersion"}), "\"2025-11-25\"");
  client.ask("1", "tools/list");
  EXPECT_THAT(client.await_line(R"("id":1)"), HasSubstr("echo"));
  client.ask(R"("two")", "tools/call", R"({"name":"echo","arguments":{"a":1}})");
  EXPECT_THAT(client.await_line(R"("two")"), HasSubstr("hello"));
  EXPECT_EQ(gate.calls().back().arguments, R"({"a":1})");
  client.end();
  EXPECT_TRUE(gate.wait_for_sessions(0)) << "the session is ended";
  EXPECT_TRUE(client.lines().empty()) << client.lines().front();
}

TEST_F(Bridge, RunsRequestsBesideEachOther) {
  bridge_client client(loop, url(), "ann");
  client.open();
  client.ask("1", "tools/call", R"({"name":"slow"})");
  ASSERT_TRUE(gate.wait_for_calls(1));
  client.ask("2", "ping");
  EXPECT_NE(client.await_line(R"("id":2)"), "");
  finish_call();
  EXPECT_NE(client.await_line(R"("id":1)"), "");
}

TEST_F(Bridge, CancelsWhatTheClientCancels) {
  bridge_client client(loop, url(), "ann");
  client.open();
  client.ask("1", "tools/call", R"({"name":"slow"})");
  ASSERT_TRUE(gate.wait_for_calls(1));
  client.say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  EXPECT_TRUE(gate.wait_for_cancelled(1));
}

TEST_F(Bridge, SaysThatATokenIsRefused) {
  bridge_client client(loop, url(), "nobody-knows-me");
  client.ask("1", "initialize", R"({"protocolVersion":"2025-11-25","capabilities":{}})");
  EXPECT_THAT(client.await_line(R"("id":1)"), AllOf(HasSubstr("error"), Not(HasSubstr("nobody"))));
  EXPECT_THAT(client.await_log("401"),
              AllOf(HasSubstr("GATEHOUSE_TOKEN"), Not(HasSubstr("nobody"))));
}

// S-BASE-01
TEST_F(Bridge, RefusesWhatIsNoMessage) {
  bridge_client client(loop, url(), "ann");
  client.say("{");
  EXPECT_THAT(client.await_line("-32700"), HasSubstr(R"("id":null)"));
  client.say("{}");
  EXPECT_NE(client.await_line("-32600"), "");
}

TEST_F(Bridge, BoundsALine) {
  bridge_client client(loop, url(), "ann");
  client.write(R"({"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":")");
  client.write(std::string(limits::upstream_line_bytes_max, 'a'));
  client.say("\"}}");
  EXPECT_THAT(client.await_line(R"("id":7)"), HasSubstr("bytes"));
}

TEST_F(Bridge, BoundsOpenRequests) {
  bridge_client client(loop, "http://127.0.0.1:1/mcp", "ann");
  for (std::size_t id = 0; id <= limits::open_calls_per_session_max; ++id)
    client.ask(std::to_string(id), "tools/call", R"({"name":"slow"})");
  EXPECT_THAT(client.await_line(R"("id":)" + std::to_string(limits::open_calls_per_session_max)),
              HasSubstr("Too many requests"));
}

TEST_F(Bridge, BoundsQueuedBytes) {
  bridge_client client(loop, "http://127.0.0.1:1/mcp", "ann");
  const std::string text(limits::upstream_queue_bytes_max / 4, 'a');
  for (int id = 0; id < 5; ++id)
    client.ask(std::to_string(id), "tools/call", R"({"name":")" + text + R"("})");
  EXPECT_THAT(client.await_line(R"("id":4)"), HasSubstr("Too many requests"));
}

// S-STDIO-01
TEST_F(Bridge, PumpsLinesUntilTheInputEnds) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  std::array<int, 2> stop{};
  ASSERT_EQ(::pipe(in.data()) + ::pipe(out.data()) + ::pipe(stop.data()), 0);
  const auto where = url();
  std::string why;
  std::thread running([&] {
    why = *run_bridge({in[0], out[1], stop[0]}, {*parse_http_url(where), "ann"},
                      [](const std::string&, const std::string&) {});
    ::close(out[1]);
  });
  const std::string hello =
      R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
      R"("capabilities":{},"clientInfo":{"name":"test","version":"1"}}})";
  EXPECT_EQ(::write(in[1], hello.data(), hello.size()), static_cast<ssize_t>(hello.size()));
  ::close(in[1]);
  std::string got;
  std::array<char, 4096> bytes;
  for (ssize_t count = 0; (count = ::read(out[0], bytes.data(), bytes.size())) > 0;)
    got.append(bytes.data(), static_cast<std::size_t>(count));
  running.join();
  EXPECT_EQ(why, "the end of the input");
  EXPECT_EQ(std::count(got.begin(), got.end(), '\n'), 1) << got;
  EXPECT_THAT(got, HasSubstr("protocolVersion"));
  for (const int fd : {in[0], out[0], stop[0], stop[1]})
    ::close(fd);
}

} // namespace
} // namespace gatehouse
