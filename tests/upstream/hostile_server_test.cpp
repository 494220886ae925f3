#include "events/core/limits.hpp"
#include "tests/upstream/mcp_script.hpp"
#include "tests/upstream/scripted_server.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;

/// A server whose bytes are not those of a good answer, below what MCP is about: HTTP and pipes.
/// Each ends the call that it answers so, in one way; the next call is as good as ever.
class HostileServer : public testing::Test {
protected:
  /// Calls a tool whose answer is these bytes, and then another; how the first one ended.
  how answered_with(const std::function<void(const http_seen&, http_wire&)>& answer) {
    scripted_server server{polite([&](const http_seen& seen, http_wire& wire) {
      if (seen.body.find("\"bad\"") != std::string::npos)
        return answer(seen, wire);
      wire.answer(200, "application/json", result_text(id_of(seen), R"({"content":[]})"));
    })};
    test_client client{harness, target_of(server)};
    EXPECT_TRUE(client.open());
    const auto reply = client.call("bad");
    EXPECT_EQ(client.call("good").how, how::result);
    calls = 0;
    for (const auto& seen : server.seen())
      calls += seen.body.find("\"bad\"") != std::string::npos ? 1 : 0;
    EXPECT_EQ(calls, 1) << "a call is never sent twice";
    return reply.how;
  }

  how answered_with_bytes(const std::string& bytes) {
    return answered_with([&](const http_seen&, http_wire& wire) {
      wire.write(bytes);
      wire.close();
    });
  }

  /// A stdio server that reads the handshake and the call of id 2, and answers with what the shell
  /// commands `say`.
  static upstream_target child_that(const std::string& say) {
    upstream_target target;
    target.era = server_era::sessions;
    target.command = {"/bin/sh", "-c",
                      R"(
      read line
      echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},)"
                      R"("serverInfo":{"name":"n","version":"1"}}}'
      read line
      read line
      )" + say};
    return target;
  }

  upstream_harness harness;
  int calls = 0;
};

const std::string json_head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

TEST_F(HostileServer, BreaksAChunkOff) {
  const auto chunked = json_head + "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(answered_with_bytes(chunked + "ff\r\n{\"jsonrpc\""), how::transport);
  EXPECT_EQ(answered_with_bytes(chunked + "zz\r\n{}\r\n0\r\n\r\n"), how::transport);
  EXPECT_EQ(answered_with_bytes(chunked + "fffffffffffffffff\r\n{}"), how::transport);
  EXPECT_EQ(answered_with_bytes(chunked + "2\r\n{}xx0\r\n\r\n"), how::transport);
}

TEST_F(HostileServer, LiesAboutTheLengthOfItsAnswer) {
  const auto with_length = [](const std::string& length, const std::string& body) {
    return json_head + "Content-Length: " + length + "\r\n\r\n" + body;
  };
  EXPECT_EQ(answered_with_bytes(with_length("100", "{\"jsonrpc\"")), how::transport);
  EXPECT_EQ(answered_with_bytes(with_length("-1", "{}")), how::transport);
  EXPECT_EQ(answered_with_bytes(with_length("2\r\nContent-Length: 3", "{} ")), how::transport);
  EXPECT_EQ(answered_with_bytes(with_length("99999999999999999999", "{}")), how::transport);
  EXPECT_EQ(answered_with([](const http_seen& seen, http_wire& wire) {
              const auto body = result_text(id_of(seen), R"({"content":[]})");
              wire.write(json_head + "Content-Length: " + std::to_string(body.size() - 1) +
                         "\r\n\r\n" + body);
              wire.close();
            }),
            how::garbage);
}

TEST_F(HostileServer, NeverEndsItsHeaders) {
  EXPECT_EQ(answered_with([](const http_seen&, http_wire& wire) {
              wire.write(json_head);
              while (wire.write("X-More: " + std::string(1'000, 'x') + "\r\n"))
                continue; // until the client closes
              wire.close();
            }),
            how::transport);
}

TEST_F(HostileServer, DoesNotSpeakHttp) {
  for (const std::string bytes :
       {"ICY 200 OK\r\n\r\n", "HTTP/1.1 two hundred\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n{}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}\n", "\r\n\r\n\r\n", ""})
    EXPECT_EQ(answered_with_bytes(bytes), how::transport) << bytes;
  EXPECT_EQ(answered_with_bytes(std::string(100'000, '\0')), how::transport);
}

/// We ask for no compression, so what comes is not inflated: no small answer becomes a large one.
TEST_F(HostileServer, CompressesItsAnswer) {
  const std::string gzip{"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0\x43\xbf\xa6\xa3\x02\0\0\0",
                         22};
  EXPECT_EQ(answered_with_bytes(json_head + "Content-Encoding: gzip\r\nContent-Length: " +
                                std::to_string(gzip.size()) + "\r\n\r\n" + gzip),
            how::garbage);
}

/// A redirect would take the credentials, and the call, to where nobody sent them.
TEST_F(HostileServer, RedirectsForEver) {
  for (const std::string status : {"301", "302", "303", "307", "308"})
    EXPECT_NE(answered_with_bytes("HTTP/1.1 " + status +
                                  " Moved\r\nLocation: /mcp\r\nContent-Length: 0\r\n"
                                  "Connection: close\r\n\r\n"),
              how::result)
        << status;
}

TEST_F(HostileServer, DiesInTheMiddleOfALine) {
  test_client client{harness, child_that(R"(printf '{"jsonrpc":"2.0","id":2,"res'; exit 0)")};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::transport);
}

TEST_F(HostileServer, WritesNulBytes) {
  test_client client{harness, child_that(R"(
      printf '{"jsonrpc":"2.0","id":2,"result":{"a":"\000"}}\n'
      printf '\000\000\n'
      echo '{"jsonrpc":"2.0","id":2,"result":{"content":[]}}'
      read line)")};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").body, R"({"content":[]})");
}

TEST_F(HostileServer, WritesALineOfEightyMegabytes) {
  test_client client{harness, child_that(R"(
      head -c 80000000 /dev/zero
      echo
      echo '{"jsonrpc":"2.0","id":2,"result":{"content":[]}}'
      read line)")};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").body, R"({"content":[]})");
}

} // namespace
} // namespace gatehouse
