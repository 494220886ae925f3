#include "benchmarks/load/http_message.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(HttpMessage, IsReadWhenItsBodyIsWhole) {
  const std::string text = "HTTP/1.1 200 OK\r\ncontent-length:  5\r\n\r\nhello";
  EXPECT_FALSE(read_http_message(text.substr(0, text.size() - 1)));
  const auto more = text + "HTTP/1.1 ";
  const auto message = read_http_message(more);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->status(), 200);
  EXPECT_EQ(message->body, "hello");
  EXPECT_EQ(message->size, text.size());
}

TEST(HttpMessage, PutsChunksTogether) {
  const std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(read_http_message(std::string_view{text}.substr(0, size))) << size;
  const auto message = read_http_message(text);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->body, "hello");
  EXPECT_EQ(message->size, text.size());
}

TEST(HttpMessage, HasNoBodyWithoutALength) {
  const std::string text = "GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const auto message = read_http_message(text);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->body, "");
  EXPECT_EQ(message->field("host"), "localhost");
  EXPECT_EQ(message->field("hos"), "");
  EXPECT_EQ(message->size, text.size());
}

} // namespace
} // namespace gatehouse
