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

/// A bridge between pipes.
class PipedBridge : public Bridge {
protected:
  PipedBridge() {
    EXPECT_EQ(::pipe(in_.data()) + ::pipe(out_.data()) + ::pipe(stop_.data()), 0);
    running_ = std::thread([this, where = url()] {
      why_ = *run_bridge({in_[0], out_[1], stop_[0]}, {*parse_http_url(where), "ann"},
                         [](const std::string&, const std::string&) {});
      ::close(out_[1]);
    });
  }

  ~PipedBridge() override {
    for (const int fd : {in_[0], out_[0], stop_[0], stop_[1]})
      ::close(fd);
  }

  void write(const std::string& bytes) {
    EXPECT_EQ(::write(in_[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

  void end_input() { ::close(in_[1]); }

  void stop() { EXPECT_EQ(::write(stop_[1], "", 1), 1); }

  /// Reads until the bridge writes no more.
  std::string read_all() {
    std::string got;
    std::array<char, 4096> bytes;
    for (ssize_t count = 0; (count = ::read(out_[0], bytes.data(), bytes.size())) > 0;)
      got.append(bytes.data(), static_cast<std::size_t>(count));
    return got;
  }

  /// Waits for the bridge's end; returns why it ended.
  std::string reason() {
    running_.join();
    return why_;
  }

private:
  std::array<int, 2> in_{};
  std::array<int, 2> out_{};
  std::array<int, 2> stop_{};
  std::string why_;
  std::thread running_;
};

// S-STDIO-01
TEST_F(PipedBridge, PumpsLinesUntilTheInputEnds) {
  write(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
        R"("capabilities":{},"clientInfo":{"name":"test","version":"1"}}})");
  end_input();
  const auto got = read_all();
  EXPECT_EQ(reason(), "the end of the input");
  EXPECT_EQ(std::count(got.begin(), got.end(), '\n'), 1) << got;
  EXPECT_THAT(got, HasSubstr("protocolVersion"));
}

TEST_F(PipedBridge, WaitsForAClientThatDoesNotReadOnlySoLong) {
  for (int i = 0; i < 2'000; ++i)
    write("x\n"); // each is answered with an error: more than a pipe takes
  stop();
  EXPECT_EQ(reason(), "a signal");
  const auto got = read_all();
  EXPECT_LT(std::count(got.begin(), got.end(), '\n'), 2'000) << "the rest was not waited for";
  end_input();
}

} // namespace
} // namespace gatehouse
