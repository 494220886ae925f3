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

} // namespace

} // namespace gatehouse
