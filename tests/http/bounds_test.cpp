#include "tests/support/http_world.hpp"

#include <future>

namespace gatehouse {
namespace {

class HttpBounds : public http_world {
protected:
  std::uint64_t metric(const std::string& name) {
    const auto text = "\n" + ask("GET", "/metrics", "root").body;
    const auto line = "\n" + name + " ";
    return std::stoull(text.substr(text.find(line) + line.size()));
  }
};

using std::chrono::milliseconds;

const std::string post_head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\n"
                              "Content-Type: application/json\r\n";

std::string get_with(const std::string& header) {
  return "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + header + "\r\n\r\n";
}

TEST_F(HttpBounds, RefusesAHeaderBlockOverItsBound) {
  auto one = client();
  one.send(get_with(std::string(limits::header_bytes_max - 100, 'x')));
  EXPECT_EQ(one.receive().status, 200);
  one.send(get_with(std::string(limits::header_bytes_max, 'x')));
  EXPECT_EQ(one.receive().status, 431);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpBounds, RefusesATargetOverItsBound) {
  const std::string longest = "/healthz?" + std::string(limits::target_bytes_max - 9, 'x');
  auto one = client();
  EXPECT_EQ(one.request("GET", longest).status, 200);
  EXPECT_EQ(one.request("GET", longest + "x").status, 414);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpBounds, RefusesATargetWithoutEndAsTooLong) {
  auto one = client();
  one.send("GET /" + std::string(limits::header_bytes_max + 1, 'x'));
  EXPECT_EQ(one.receive().status, 414);
}

TEST_F(HttpBounds, RefusesAnAnnouncedBodyOverItsBound) {
  options.body_bytes_max = 1000;
  const std::string body(1000, ' ');
  EXPECT_EQ(post("/mcp", "ann", {}, body).status, 400);
  const auto answer = post("/mcp", "ann", {}, body + " ");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(at(answer.body, {"error", "code"}), "-32600");
}

TEST_F(HttpBounds, RefusesAChunkedBodyAsSoonAsItIsOverItsBound) {
  options.body_bytes_max = 1000;
  auto one = client();
  one.send(post_head + "Authorization: Bearer ann\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
           std::string(1001, ' '));
  EXPECT_EQ(one.receive().status, 413);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpBounds, RefusesAChunkHeadWithoutEnd) {
  auto one = client();
  one.send(post_head + "Authorization: Bearer ann\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
           std::string(limits::header_bytes_max + 1, 'x'));
  EXPECT_GE(one.receive().status, 400);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpBounds, TakesTheLargestBodyByDefaultAndNotOneByteMore) {
  const std::string largest(limits::body_bytes_max, ' ');
  EXPECT_EQ(at(post("/mcp", "ann", {}, largest).body, {"error", "code"}), "-32700");
  EXPECT_EQ(post("/mcp", "ann", {}, largest + " ").status, 413);
}

TEST_F(HttpBounds, DoesNotReadALargeBodyOfAStranger) {
  auto one = client();
  one.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
           std::to_string(limits::refused_body_bytes_max + 1) + "\r\n\r\n");
  EXPECT_EQ(one.receive().status, 401);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpBounds, KeepsTheConnectionOfAStrangerWithASmallBody) {
  auto one = client();
  one.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
           std::to_string(limits::refused_body_bytes_max) + "\r\n\r\n");
  one.send(std::string(limits::refused_body_bytes_max, ' '));
  EXPECT_EQ(one.receive().status, 401);
  EXPECT_EQ(one.request("GET", "/healthz").status, 200);
}

TEST_F(HttpBounds, DropsNoMoreThanItsBoundBeforeClosing) {
  auto one = client();
  one.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n");
  EXPECT_EQ(one.receive().status, 413);
  const std::string piece(1u << 20, 'x');
  std::size_t sent = 0;
  while (sent < 64u << 20 && one.send(piece))
    sent += piece.size();
  EXPECT_LT(sent, 64u << 20);
}

TEST_F(HttpBounds, EndsARequestThatComesTooSlowly) {
  options.header_timeout = milliseconds{50};
  auto one = client();
  one.send("GET /healthz HTTP/1.1\r\nHost: loc");
  EXPECT_EQ(one.receive().status, 408);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpBounds, EndsABodyThatComesTooSlowly) {
  options.header_timeout = milliseconds{50};
  auto one = client();
  one.send(post_head + "Authorization: Bearer ann\r\nContent-Length: 10\r\n\r\n{");
  EXPECT_EQ(one.receive().status, 408);
}

TEST_F(HttpBounds, ClosesAnIdleConnectionWithoutAWord) {
  options.idle_timeout = milliseconds{50};
  auto one = client();
  EXPECT_EQ(one.request("GET", "/healthz").status, 200);
  EXPECT_EQ(one.receive().status, 0);
}

TEST_F(HttpBounds, GivesACallInFlightItsTime) {
  options.header_timeout = options.idle_timeout = milliseconds{20};
  auto one = begin_call(open());
  auto idle = client(); // ends after sweeps that the call has outlived
  EXPECT_TRUE(idle.is_closed());
  finish_call();
  EXPECT_EQ(one.receive().status, 200);
}

TEST_F(HttpBounds, RefusesRequestsThatAreTooMuchTogether) {
  options.unfinished_bytes_max = 2000;
  const auto start = post_head + "Authorization: Bearer ann\r\nContent-Length: 4000\r\n\r\n";
  auto first = client();
  first.send(start + std::string(1500, ' '));
  while (metric("gatehouse_http_received_bytes_total") < 1500)
    ;
  auto second = client();
  second.send(start + std::string(1500, ' '));
  EXPECT_EQ(second.receive().status, 503);
  first.close();
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

TEST_F(HttpBounds, WaitsNotLongForAClientThatHasBeenRefused) {
  options.linger_timeout = milliseconds{20};
  auto one = client();
  one.send("nonsense\r\n\r\n");
  EXPECT_EQ(one.receive().status, 400);
  while (metric("gatehouse_http_connections") > 1) // the other one is asking
    ;
}

TEST_F(HttpBounds, RefusesConnectionsOverTheirBound) {
  options.connections_max = 2;
  auto first = client();
  auto second = client();
  EXPECT_EQ(first.request("GET", "/healthz").status, 200);
  EXPECT_EQ(second.request("GET", "/healthz").status, 200);
  auto third = client();
  const auto answer = third.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(first.request("GET", "/healthz").status, 200);
}

TEST_F(HttpBounds, RefusesRequestsInFlightOverTheirBound) {
  options.in_flight_max = 1;
  const auto session = open();
  auto one = begin_call(session);
  const auto refused = post("/mcp", "ann", session, "not even JSON");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("retry-after"), "1");
  EXPECT_EQ(at(refused.body, {"error", "data", "code"}), R"("overloaded")");
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(gate.calls().size(), 1u);
  finish_call();
  EXPECT_EQ(one.receive().status, 200);
  EXPECT_EQ(post("/mcp", "ann", session, R"({"jsonrpc":"2.0","id":2,"method":"ping"})").status,
            200);
}

TEST_F(HttpBounds, ReadsAheadWhatPipelinedRequestsNeed) {
  auto one = begin_call(open());
  const std::string next = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const auto ahead = 2 * limits::pipelined_bytes_max / next.size();
  for (std::size_t i = 0; i < ahead; ++i)
    ASSERT_TRUE(one.send(next));
  finish_call();
  EXPECT_EQ(one.receive().status, 200);
  for (std::size_t i = 0; i < ahead; ++i)
    ASSERT_EQ(one.receive().status, 200) << i;
}

TEST_F(HttpBounds, HoldsBackAClientThatSendsFarAhead) {
  auto one = begin_call(open());
  constexpr std::size_t far = 32u << 20;
  auto sending = std::async(std::launch::async, [&] { one.send(std::string(far, 'x')); });
  while (metric("gatehouse_http_received_bytes_total") < limits::pipelined_bytes_max)
    ;
  for (int tries = 0; tries < 300; ++tries)
    ASSERT_LT(metric("gatehouse_http_received_bytes_total"), 8 * limits::pipelined_bytes_max);
  one.end_sending();
  sending.get();
}

} // namespace
} // namespace gatehouse
