#include "actors/uri_template.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse {

namespace {

TEST(UriTemplate, MayExpandToWhatFitsItsLiterals) {
  EXPECT_TRUE(may_expand_to("test://template/{id}/data", "test://template/123/data"));
  EXPECT_TRUE(may_expand_to("test://{a}-{b}", "test://x-y"));
  EXPECT_TRUE(may_expand_to("file:///{+path}", "file:///a/b/c"));
  EXPECT_TRUE(may_expand_to("plain://here", "plain://here"));
}

TEST(UriTemplate, DoesNotExpandToAnythingElse) {
  EXPECT_FALSE(may_expand_to("test://template/{id}/data", "test://template/1/2/data"))
      << "a slash is no part of a simple expression";
  EXPECT_FALSE(may_expand_to("test://template/{id}/data", "test://template/123/date"));
  EXPECT_FALSE(may_expand_to("test://template/{id}", "other://template/123"));
  EXPECT_FALSE(may_expand_to("plain://here", "plain://here/more"));
  EXPECT_FALSE(may_expand_to("x://{a", "y://"));
}

TEST(UriTemplate, IsBounded) {
  const std::string most(limits::uri_bytes_max - 1, 'a');
  EXPECT_TRUE(may_expand_to("{x}", most + "a"));
  EXPECT_FALSE(may_expand_to("{x}", most + "aa")) << "one over";
}

TEST(UriTemplate, ExpandsWhenAllItsVariablesAreKnown) {
  using uris = std::vector<std::string>;
  EXPECT_EQ(expansions("x:{a}/{+b}", {{"a", "1"}, {"b", "c/d"}}), uris{"x:1/c/d"});
  EXPECT_EQ(expansions("x:{a}.txt", {{"a", "\u00e9 /"}}),
            (uris{"x:%C3%A9%20%2F.txt", "x:\u00e9 /.txt"}));
  EXPECT_EQ(expansions("x:{a}/{b}", {{"a", "1"}}), uris{});
  EXPECT_EQ(expansions("x:{?a}", {{"a", "1"}}), uris{}) << "not an expression that we expand";
}

} // namespace

} // namespace gatehouse
