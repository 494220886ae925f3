#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class RestBodies : public rest_world {};

TEST_F(RestBodies, NameEveryBadMemberAtOnce) {
  const auto answer = send("bob", "POST", "/orgs/acme/connections",
                           R"({"nam":"x","command":"ls","url":7,"env":{"A":1},"owner":"me"})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(text(answer, "code"), "invalid_argument");
  EXPECT_THAT(text(answer, "detail"),
              AllOf(HasSubstr("name is required"), HasSubstr("nam is unknown"),
                    HasSubstr("command must be an array of strings"),
                    HasSubstr("url must be a string"),
                    HasSubstr("env must be an object of strings"),
                    HasSubstr("owner must be one of org, user")));
}

TEST_F(RestBodies, MustBeJsonObjects) {
  EXPECT_EQ(send("root", "POST", "/orgs", "[]").status, 422);
  EXPECT_EQ(text(send("root", "POST", "/orgs", "{"), "code"), "malformed_json");
  EXPECT_EQ(text(send("root", "POST", "/orgs", R"({"slug":"x1","slug":"x2"})"), "code"),
            "malformed_json");
  const auto form = ask("POST", "/api/v1/orgs", "root", {"Content-Type: text/plain"}, "{}");
  EXPECT_EQ(form.status, 415);
}

TEST_F(RestBodies, TakeJsonWithAParameterInItsType) {
  const auto answer =
      ask("POST", "/api/v1/orgs", "root", {"Content-Type: Application/JSON ; charset=utf-8"},
          R"({"slug":"gamma"})");
  EXPECT_EQ(answer.status, 201) << answer.body;
}

TEST_F(RestBodies, TakeNullForAbsent) {
  EXPECT_EQ(send("root", "POST", "/orgs", R"({"slug":"gamma","name":null})").status, 201);
  EXPECT_EQ(send("root", "POST", "/orgs", R"({"slug":null})").status, 422);
}

TEST_F(RestBodies, AreNotDeeperThanTheirBound) {
  const std::string deep = std::string(limits::json_depth_max + 1, '[');
  EXPECT_EQ(text(send("root", "POST", "/orgs", R"({"slug":)" + deep), "code"), "too_deep");
}

TEST_F(RestBodies, OfQueriesAreStrictToo) {
  EXPECT_EQ(send("root", "GET", "/orgs?limit=0").status, 422);
  EXPECT_EQ(send("root", "GET", "/orgs?limit=201").status, 422);
  EXPECT_EQ(send("root", "GET", "/orgs?limit=1&limit=2").status, 422);
  EXPECT_EQ(send("root", "GET", "/orgs?cursor=xyz").status, 422);
  EXPECT_THAT(text(send("root", "GET", "/orgs?lmit=1"), "detail"), HasSubstr("lmit is unknown"));
}

} // namespace
} // namespace gatehouse
