#include "actors/upstream/endpoint_url.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string resolved(const std::string& reference,
                     const std::string& base = "http://Host.example:8080/a/b?c=d") {
  auto url = resolve_endpoint(*parse_http_url(base), reference);
  return url ? url->target : "refused";
}

TEST(EndpointUrl, IsResolvedAgainstTheStreams) {
  EXPECT_EQ(resolved("/messages?s=1"), "/messages?s=1");
  EXPECT_EQ(resolved("messages"), "/a/messages");
  EXPECT_EQ(resolved("?s=1"), "/a/b?s=1");
  EXPECT_EQ(resolved("./x"), "/a/x");
  EXPECT_EQ(resolved("../x?y=../z"), "/x?y=../z");
  EXPECT_EQ(resolved("../../../x/."), "/x/");
  EXPECT_EQ(resolved("/a/../b/./c"), "/b/c");
  EXPECT_EQ(resolved("/?s=/x:y"), "/?s=/x:y");
  EXPECT_EQ(resolved("http://host.EXAMPLE:8080/m"), "/m");
  EXPECT_EQ(resolved("//host.example:8080/m"), "/m");
  EXPECT_EQ(resolved("http://h/m", "http://h:80/"), "/m");
}

// S-SEC-17
TEST(EndpointUrl, StaysOnItsServer) {
  for (std::string reference :
       {"http://other.example:8080/m", "http://host.example/m", "//host.example/m",
        "http://host.example:8081/m", "https://host.example:8080/m", "ftp://host.example:8080/m",
        "file:///etc/passwd", "javascript:alert(1)", "http://u:p@host.example:8080/m",
        "http://host.example:8080@other.example/m", "/m#fragment", "/m\r\nHost: x", "/a b",
        "http:/m"})
    EXPECT_EQ(resolved(reference), "refused") << reference;
}

} // namespace
} // namespace gatehouse
