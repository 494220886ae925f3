#include "http/client_connection.hpp"
#include "tests/support/fake_gateway.hpp"
#include "tests/support/hand_socket.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using clock = client_connection::clock;

/// A connection to a server with one route, whose requests the test answers itself.
class HttpStream : public testing::Test {
protected:
  HttpStream() {
    state->gate = &gate;
    state->routes = std::make_unique<router>(
        std::vector<route>{{"GET", "/events", scope::anyone,
                            [](const exchange_ptr& x) { asked() = x; }, "A stream."}},
        state->at.options);
    connection->start();
  }

  ~HttpStream() override {
    asked().reset();
    stream.reset();
    connection->close();
    wire.settle();
  }

  static exchange_ptr& asked() {
    static exchange_ptr one;
    return one;
  }

  void ask(const std::string& version = "1.1") {
    wire.arrive("GET /events HTTP/" + version + "\r\nHost: localhost\r\n\r\n");
  }

  /// Asks and begins to stream; returns what the client gets of it at once.
  std::string begin(stream_kind kind = stream_kind::answer, std::string first = {}) {
    ask();
    stream = asked()->stream({200, "text/event-stream", std::move(first), {}, {}}, kind);
    return wire.take();
  }

  http_counters& counters() { return state->at.counters; }

  io_loop loop;
  fake_gateway gate{loop};
  std::shared_ptr<server_state> state = std::make_shared<server_state>();
  hand_wire wire;
  bool forgotten = false;
  std::shared_ptr<client_connection> connection = std::make_shared<client_connection>(
      state, wire.socket(), [this](client_connection&) { forgotten = true; });
  std::shared_ptr<response_stream> stream;
};

TEST_F(HttpStream, SendsEachPartAsAChunkAtOnce) {
  const auto head = begin(stream_kind::answer, "one");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n")) << head;
  EXPECT_NE(head.find("\r\nContent-Type: text/event-stream\r\n"), std::string::npos);
  EXPECT_NE(head.find("\r\nTransfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(head.ends_with("\r\n\r\n3\r\none\r\n")) << head;
  EXPECT_TRUE(stream->send("0123456789abcdef"));
  EXPECT_EQ(wire.take(), "10\r\n0123456789abcdef\r\n");
  EXPECT_TRUE(stream->send(""));
  EXPECT_FALSE(wire.is_sending());
}

TEST_F(HttpStream, SendsTogetherWhatWaited) {
  begin();
  stream->send("a");
  stream->send("b");
  stream->send(std::string(100'000, 'c'));
  stream->close();
  EXPECT_EQ(wire.take(), "1\r\na\r\n");
  EXPECT_EQ(wire.take(), "1\r\nb\r\n186a0\r\n" + std::string(100'000, 'c') + "\r\n0\r\n\r\n");
}

TEST_F(HttpStream, LeavesTheConnectionToTheNextRequest) {
  begin();
  ask(); // ahead of its turn
  const auto first = std::exchange(asked(), {});
  stream->close();
  EXPECT_EQ(asked(), nullptr);
  EXPECT_EQ(wire.take(), "0\r\n\r\n");
  ASSERT_NE(asked(), nullptr);
  asked()->reply({204, {}, {}, {}, {}});
  EXPECT_TRUE(wire.take().starts_with("HTTP/1.1 204"));
  EXPECT_FALSE(wire.is_closed());
}

TEST_F(HttpStream, EndsWithTheConnectionForAnOldClient) {
  ask("1.0");
  stream = asked()->stream({200, "text/event-stream", "one", {}, {}});
  const auto head = wire.take();
  EXPECT_EQ(head.find("Transfer-Encoding"), std::string::npos);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
  EXPECT_NE(head.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_TRUE(head.ends_with("\r\n\r\none")) << head;
  stream->send("two");
  EXPECT_EQ(wire.take(), "two");
  stream->close();
  EXPECT_TRUE(wire.is_ended());
}

TEST_F(HttpStream, IsClosedByLettingGoOfIt) {
  begin();
  asked().reset();
  stream.reset();
  EXPECT_EQ(wire.take(), "0\r\n\r\n");
  EXPECT_EQ(counters().in_flight, 0u);
}

TEST_F(HttpStream, IsCutWhenTheClientTakesTooLittle) {
  begin();
  bool gone = false;
  asked()->on_disconnect([&] { gone = true; });
  const std::string half(limits::stream_buffer_bytes_max / 2, 'x');
  EXPECT_TRUE(stream->send(half)); // being written
  EXPECT_TRUE(stream->send(half)); // with its frame just over the bound, but nobody was to know
  EXPECT_FALSE(stream->send("x"));
  EXPECT_FALSE(gone) << "not from inside send()";
  EXPECT_TRUE(wire.is_closed());
  wire.settle();
  EXPECT_TRUE(gone);
  EXPECT_TRUE(forgotten);
  EXPECT_FALSE(stream->send("x"));
  EXPECT_EQ(counters().streams_cut, 1u);
}

TEST_F(HttpStream, TakesOneLargePartWhole) {
  begin();
  const std::string large(3 * limits::stream_buffer_bytes_max, 'x');
  EXPECT_TRUE(stream->send(large));
  EXPECT_EQ(wire.take(), "300000\r\n" + large + "\r\n");
  EXPECT_TRUE(stream->send("y"));
}

TEST_F(HttpStream, SaysOnceThatTheClientIsGone) {
  begin();
  int gone = 0;
  asked()->on_disconnect([&] { ++gone; });
  wire.leave(true);
  EXPECT_EQ(gone, 1);
  EXPECT_TRUE(forgotten);
  EXPECT_FALSE(stream->send("x"));
  stream->close();
  connection->close();
  EXPECT_EQ(gone, 1);
  EXPECT_EQ(counters().disconnects, 1u);
  EXPECT_EQ(counters().in_flight, 0u);
}

TEST_F(HttpStream, HoldsOutAgainstSilenceButNotAgainstAClientThatStopsReading) {
  begin();
  const auto late = clock::now() + limits::idle_socket_timeout + std::chrono::seconds{1};
  connection->expire(late);
  EXPECT_FALSE(wire.is_closed());
  stream->send("x");
  connection->expire(clock::now());
  EXPECT_FALSE(wire.is_closed());
  connection->expire(late);
  EXPECT_TRUE(wire.is_closed());
}

TEST_F(HttpStream, OfEventsSaysThatItIsStillThere) {
  begin();
  connection->expire(clock::now() + limits::stream_keep_alive / 2);
  EXPECT_FALSE(wire.is_sending());
  connection->expire(clock::now() + limits::stream_keep_alive);
  EXPECT_EQ(wire.take(), "3\r\n:\n\n\r\n");
  stream->close();
  wire.take();
  ask();
  stream = asked()->stream({200, "application/json", {}, {}, {}});
  wire.take();
  connection->expire(clock::now() + 2 * limits::stream_keep_alive);
  EXPECT_FALSE(wire.is_sending());
}

TEST_F(HttpStream, CountsAsInFlightOnlyIfSomethingIsWorkedOn) {
  begin();
  EXPECT_EQ(counters().in_flight, 1u);
  stream->close();
  EXPECT_EQ(counters().in_flight, 0u);
  wire.take();
  begin(stream_kind::watch);
  EXPECT_EQ(counters().in_flight, 0u);
  EXPECT_EQ(counters().watches, 1u);
  wire.leave(true);
  stream->close();
  EXPECT_EQ(counters().watches, 0u);
  EXPECT_EQ(counters().disconnects, 0u) << "whoever only listens may leave";
}

TEST_F(HttpStream, EndsWithAWordWhenTheServerStops) {
  begin(stream_kind::watch);
  asked()->on_shutdown([&] { stream->send("bye"); });
  state->stopping = true;
  connection->wind_down();
  EXPECT_EQ(wire.take(), "3\r\nbye\r\n");
  EXPECT_EQ(wire.take(), "0\r\n\r\n");
  EXPECT_TRUE(wire.is_ended());
  EXPECT_FALSE(stream->send("x"));
}

TEST_F(HttpStream, OfAnAnswerMayEndAfterTheServerWasToldToStop) {
  begin();
  state->stopping = true;
  connection->wind_down();
  EXPECT_TRUE(stream->send("answer"));
  EXPECT_EQ(wire.take(), "6\r\nanswer\r\n");
  stream->close();
  wire.take();
  EXPECT_TRUE(wire.is_ended());
}

} // namespace
} // namespace gatehouse
