#include "actors/upstream/http_url.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(HttpUrl, NamesHostPortAndTarget) {
  auto url = parse_http_url("http://Example.COM:8080/mcp/v1?x=1");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->port, "8080");
  EXPECT_EQ(url->target, "/mcp/v1?x=1");
  EXPECT_EQ(url->authority, "example.com:8080");
}

TEST(HttpUrl, HasDefaults) {
  auto url = parse_http_url("HTTP://localhost");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->port, "80");
  EXPECT_EQ(url->target, "/");
  EXPECT_EQ(url->authority, "localhost");
  EXPECT_EQ(parse_http_url("http://localhost?q")->target, "/?q");
  EXPECT_EQ(parse_http_url("http://localhost:80/")->authority, "localhost");
  EXPECT_EQ(parse_http_url("http://localhost:/")->port, "80");
}

TEST(HttpUrl, TakesAddressesOfBothKinds) {
  auto four = parse_http_url("http://127.0.0.1:3000/mcp");
  ASSERT_TRUE(four);
  EXPECT_EQ(four->host, "127.0.0.1");
  auto six = parse_http_url("http://[::1]:3000/mcp");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->port, "3000");
  EXPECT_EQ(six->authority, "[::1]:3000");
  EXPECT_EQ(parse_http_url("http://[2001:DB8::1]")->authority, "[2001:db8::1]");
}

TEST(HttpUrl, SaysHowToReachAnHttpsServer) {
  auto url = parse_http_url("https://example.com/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, errc::invalid_argument);
  EXPECT_NE(url.error().detail.find("TLS proxy"), std::string::npos);
}

TEST(HttpUrl, RefusesWhatItIsNot) {
  for (std::string text : {"",
                           "http",
                           "http:/x",
                           "http://",
                           "http:///x",
                           "//host/",
                           "host/mcp",
                           "ftp://host/",
                           "http://user@host/",
                           "http://user:secret@host/",
                           "http://host:0/",
                           "http://host:65536/",
                           "http://host:80x/",
                           "http://host:-1/",
                           "http://[::1/",
                           "http://[::1]x/",
                           "http://[]/",
                           "http://[host]/",
                           "http://ho st/",
                           "http://host/a b",
                           "http://host/\n",
                           "http://h\xc3\xb6st/",
                           "http://host/#part",
                           "http://ho%73t/"}) {
    auto url = parse_http_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, errc::invalid_argument);
    EXPECT_EQ(url.error().detail.find("secret"), std::string::npos);
  }
}

TEST(HttpUrl, IsCutBeforeItsQuery) {
  auto cut = [](const char* text) {
    auto [url, query] = cut_query(text);
    return url + " " + query;
  };
  EXPECT_EQ(cut("http://h/p?a=b?c"), "http://h/p a=b?c");
  EXPECT_EQ(cut("http://h?a"), "http://h a");
  EXPECT_EQ(cut("http://h/p?"), "http://h/p ");
  EXPECT_EQ(cut("http://h/p"), "http://h/p ");
}

TEST(HttpUrl, HasABound) {
  const std::string start = "http://host/";
  const std::string fits = start + std::string(limits::target_bytes_max - start.size(), 'x');
  EXPECT_TRUE(parse_http_url(fits));
  EXPECT_FALSE(parse_http_url(fits + "x"));
}

TEST(HttpHeader, TakesWhatCanStandInARequest) {
  EXPECT_TRUE(check_http_header("Authorization", "Bearer abc=="));
  EXPECT_TRUE(check_http_header("X-Empty", ""));
}

TEST(HttpHeader, RefusesWhatWouldChangeTheMessage) {
  EXPECT_FALSE(check_http_header("", "x"));
  EXPECT_FALSE(check_http_header("X Y", "x"));
  EXPECT_FALSE(check_http_header("X:Y", "x"));
  EXPECT_FALSE(check_http_header("X", "a\r\nY: b"));
  EXPECT_FALSE(check_http_header("X", "a\nb"));
  EXPECT_FALSE(check_http_header("X", std::string("a\0b", 3)));
  for (std::string own : {"Host", "content-length", "Transfer-Encoding", "Mcp-Session-Id",
                          "MCP-Protocol-Version", "Accept", "Connection"})
    EXPECT_FALSE(check_http_header(own, "x")) << own;
}

} // namespace
} // namespace gatehouse
