#include "app/client/http_client.hpp"
#include "app/client/mcp_caller.hpp"
#include "app/client/url_encoding.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(UrlEncoded, LeavesOnlyTheUnreserved) {
  EXPECT_EQ(url_encoded("a-b_c.d~e/f g%"), "a-b_c.d~e%2Ff%20g%25");
  EXPECT_EQ(url_encoded("\xc3\xbc"), "%C3%BC");
}

TEST(ParseReply, ReadsABodyByLengthOrToTheEnd) {
  const auto exact = parse_reply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX:  y \r\n\r\nabcd");
  ASSERT_TRUE(exact);
  EXPECT_EQ(exact->status, 200);
  EXPECT_EQ(exact->header("x"), "y");
  EXPECT_EQ(exact->body, "ab");
  EXPECT_EQ(parse_reply("HTTP/1.1 204 \r\n\r\n")->body, "");
  EXPECT_EQ(parse_reply("HTTP/1.1 200 OK\r\n\r\nall")->body, "all");
}

TEST(ParseReply, JoinsChunks) {
  const auto reply = parse_reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                                 "3;x=y\r\nabc\r\n1\r\nd\r\n0\r\n\r\n");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "abcd");
}

TEST(ParseReply, RefusesWhatIsCutOff) {
  for (const auto* text :
       {"", "HTTP/1.1 200 OK\r\n", "SSH-2.0\r\n\r\n", "HTTP/1.1 xx\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nab"})
    EXPECT_FALSE(parse_reply(text)) << text;
}

gate_reply reply_of(std::string type, std::string body) {
  return {200, {{"content-type", std::move(type)}}, std::move(body)};
}

TEST(FindAnswer, ReadsJsonAndEventStreams) {
  const std::string message = R"({"jsonrpc":"2.0","id":2,"result":{}})";
  EXPECT_TRUE(find_answer(reply_of("application/json", message), 2));
  EXPECT_FALSE(find_answer(reply_of("application/json", message), 3));
  const auto stream = "event: message\r\ndata: {\"method\":\"notifications/progress\"}\r\n\r\n"
                      ": a comment\r\ndata: {\"jsonrpc\":\"2.0\",\r\ndata:\"id\":2}\r\n\r\n";
  EXPECT_TRUE(find_answer(reply_of("text/event-stream; charset=utf-8", stream), 2));
  EXPECT_FALSE(find_answer(reply_of("text/event-stream", stream), 1));
}

} // namespace
} // namespace gatehouse
