#include "tests/support/http_world.hpp"

#include <future>

namespace gatehouse {
namespace {

using HttpServer = http_world;

const std::string post_head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\n"
                              "Content-Type: application/json\r\n";

TEST_F(HttpServer, AnswersOnOneConnectionAsOftenAsAsked) {
  auto one = client();
  for (int i = 0; i < 3; ++i) {
    const auto answer = one.request("GET", "/healthz");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.header("date").size(), 29u);
    EXPECT_EQ(answer.header("server"), "");
  }
}

TEST_F(HttpServer, ClosesWhenTheClientAsksForIt) {
  auto one = client();
  EXPECT_EQ(one.request("GET", "/healthz", {"Connection: close"}).header("connection"), "close");
  EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpServer, ClosesAfterAnHttp10Request) {
  auto one = client();
  one.send("GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(one.receive().status, 200);
  EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpServer, ReadsARequestThatComesByteByByte) {
  auto one = client();
  for (const char byte : std::string{"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"})
    ASSERT_TRUE(one.send({&byte, 1}));
  EXPECT_EQ(one.receive().status, 200);
}

TEST_F(HttpServer, AnswersPipelinedRequestsInOrder) {
  auto one = client();
  one.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
           "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"
           "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(one.receive().body, R"({"status":"ok"})");
  EXPECT_EQ(one.receive().status, 404);
  EXPECT_EQ(one.receive().body, R"({"status":"ready"})");
}

TEST_F(HttpServer, ReadsChunkedBodiesAndDropsTrailers) {
  const auto session = open();
  auto one = client();
  one.send(post_head +
           "Authorization: Bearer ann\r\nTransfer-Encoding: chunked\r\n\r\n"
           "10\r\n{\"jsonrpc\":\"2.0\"\r\n12;name=value\r\n,\"id\":1,\"method\":\"\r\n");
  one.send("6\r\nping\"}\r\n0\r\nMcp-Session-Id: " + session + "\r\n\r\n");
  const auto answer = one.receive();
  EXPECT_EQ(at(answer.body, {"error", "data", "code"}), R"("session_required")") << answer.body;
  EXPECT_EQ(one.request("GET", "/healthz").status, 200);
}

TEST_F(HttpServer, InvitesABodyOnlyIfItIsWanted) {
  const auto head = post_head + "Expect: 100-continue\r\nContent-Length: 2\r\n";
  auto welcome = client();
  welcome.send(head + "Authorization: Bearer ann\r\n\r\n");
  EXPECT_EQ(welcome.receive().status, 100);
  welcome.send("{}");
  EXPECT_EQ(welcome.receive().status, 400);

  auto stranger = client();
  stranger.send(head + "\r\n");
  EXPECT_EQ(stranger.receive().status, 401);
  EXPECT_TRUE(stranger.is_closed());
}

TEST_F(HttpServer, AnswersHeadWithTheHeadOfGet) {
  auto one = client();
  const auto answer = one.request("HEAD", "/healthz");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-length"), "15");
  EXPECT_EQ(one.request("GET", "/healthz").status, 200);
}

TEST_F(HttpServer, TakesATargetInAbsoluteForm) {
  auto one = client();
  EXPECT_EQ(one.request("GET", "http://localhost/healthz").status, 200);
  EXPECT_EQ(one.request("GET", "http://evil.example/healthz").status, 403);
}

TEST_F(HttpServer, RefusesMalformedRequestsAndCloses) {
  const std::string start = "POST / HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& bad : std::vector<std::string>{
           "nonsense\r\n\r\n", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n", start + "Host: localhost\r\n\r\n", start + "no colon\r\n\r\n",
           start + "Content-Length: -1\r\n\r\n",
           start + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
           start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
           start + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           start + "Transfer-Encoding: gzip\r\n\r\n",
           start + "Transfer-Encoding: gzip, chunked\r\n\r\n",
           "GET /%2F HTTP/1.1\r\nHost: localhost\r\n\r\n",
           "GET /%0d%0aX:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
           "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
           "GET /%FF HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
    auto one = client();
    one.send(bad);
    const auto answer = one.receive();
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_EQ(at(answer.body, {"code"}), R"("invalid_request")") << bad;
    EXPECT_TRUE(one.is_closed()) << bad;
  }
}

TEST_F(HttpServer, DropsConnectionsThatEndInTheMiddle) {
  auto one = client();
  one.send("GET /healthz HTTP/1.1\r\nHost: loc");
  one.end_sending();
  EXPECT_EQ(one.receive().status, 0);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

TEST_F(HttpServer, AnswersAClientThatHasFinishedSending) {
  auto one = client();
  one.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  one.end_sending();
  EXPECT_EQ(one.receive().status, 200);
}

TEST_F(HttpServer, EndsRequestsInFlightBeforeItStops) {
  auto one = begin_call(open());
  auto idle = client();
  EXPECT_EQ(idle.request("GET", "/healthz").status, 200);
  auto stopped = std::async(std::launch::async, [&] { stop(std::chrono::seconds{10}); });
  EXPECT_TRUE(idle.is_closed());
  idle.close();
  finish_call();
  const auto answer = one.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(one.is_closed());
  one.close();
  stopped.get();
}

TEST_F(HttpServer, GivesUpRequestsInFlightWhenItsGraceIsOver) {
  auto one = begin_call(open());
  stop(std::chrono::milliseconds{20});
  EXPECT_TRUE(one.is_closed());
  EXPECT_EQ(gate.cancelled(), gate.handles());
}

TEST_F(HttpServer, SaysWhyItCannotListen) {
  auto other = options;
  other.port = port();
  const auto second = http_server::start(loop, gate, other);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::io_failed);
  EXPECT_NE(second.error().detail.find(std::to_string(port())), std::string::npos);
  other.address = "not an address";
  EXPECT_FALSE(http_server::start(loop, gate, other));
}

} // namespace
} // namespace gatehouse
