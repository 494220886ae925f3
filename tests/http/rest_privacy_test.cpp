#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RestPrivacy : public rest_world {
protected:
  RestPrivacy() {
    EXPECT_EQ(send("root", "POST", "/orgs/acme/connections",
                   R"({"name":"git","url":"http://mcp.example/mcp?key=k"})")
                  .status,
              201);
    EXPECT_EQ(send("root", "POST", "/orgs/acme/toolkits", R"({"slug":"dev"})").status, 201);
  }

  void add_entry(const std::string& captured) {
    audit_entry one;
    one.position = {1};
    one.org = {"org_acme"};
    one.call = {"call_1"};
    one.arguments_captured = captured;
    one.arguments_key = {"key_gone"};
    records.entries.push_back(one);
  }
};

TEST_F(RestPrivacy, ShowsWhatIsCaptured) {
  EXPECT_THAT(send("ann", "GET", "/orgs/acme").body,
              HasSubstr(R"("capture":{"level":"digest","most":"full","redact":[]})"));
  EXPECT_THAT(send("ann", "GET", "/orgs/acme/connections/git").body,
              HasSubstr(R"("capture":"inherit","redact":[])"));
  EXPECT_THAT(send("ann", "GET", "/orgs/acme/toolkits/dev").body,
              HasSubstr(R"("capture":"inherit")"));
}

TEST_F(RestPrivacy, SetsWhatIsCapturedByWhoMay) {
  EXPECT_EQ(send("bob", "PATCH", "/orgs/acme/capture",
                 R"({"level":"full","most":"full","redact":["ssn"]})")
                .status,
            200);
  EXPECT_EQ(content.org_change.level, capture_level::full);
  EXPECT_THAT(*content.org_change.redact, ElementsAre("ssn"));
  EXPECT_EQ(
      send("bob", "PATCH", "/orgs/acme/connections/git/capture", R"({"level":"inherit"})").status,
      200);
  ASSERT_TRUE(content.connection_change.level);
  EXPECT_FALSE(*content.connection_change.level);
  EXPECT_FALSE(content.connection_change.redact);
  EXPECT_EQ(send("bob", "PATCH", "/orgs/acme/toolkits/dev/capture", R"({"level":"none"})").status,
            200);
  EXPECT_EQ(content.toolkit_level, capture_level::none);
  EXPECT_EQ(send("ann", "PATCH", "/orgs/acme/capture", R"({"level":"full"})").status, 403);
  EXPECT_EQ(send("ann", "PATCH", "/orgs/acme/toolkits/dev/capture", R"({"level":"full"})").status,
            403);
  EXPECT_EQ(
      send("ann", "PATCH", "/orgs/acme/connections/git/capture", R"({"level":"full"})").status,
      403);
}

TEST_F(RestPrivacy, RefusesLevelsThatAreNone) {
  for (const auto* body : {R"({"level":"all"})", R"({"level":"inherit"})", R"({"redact":"a"})"})
    EXPECT_EQ(send("bob", "PATCH", "/orgs/acme/capture", body).status, 422) << body;
  EXPECT_EQ(send("bob", "PATCH", "/orgs/acme/toolkits/dev/capture", "{}").status, 422);
  EXPECT_THAT(content.asked, IsEmpty());
}

TEST_F(RestPrivacy, ErasesOnlyWhatIsConfirmedByName) {
  const auto refused = send("bob", "POST", "/orgs/acme/erasure", "{}");
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(text(refused, "detail"), HasSubstr("confirm_name \"acme\""));
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/erasure", R"({"confirm_name":"beta"})").status, 409);
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/erasure", R"({"user":"nobody"})").status, 404);
  EXPECT_EQ(send("ann", "POST", "/orgs/acme/erasure", R"({"confirm_name":"acme"})").status, 403);
  EXPECT_THAT(content.asked, IsEmpty());
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/erasure", R"({"confirm_name":"acme"})").status, 204);
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/data-key", "{}").status, 204);
  EXPECT_THAT(content.asked, ElementsAre("erase", "rotate"));
}

TEST_F(RestPrivacy, ErasesOneSecretOfAConnection) {
  const auto path = "/orgs/acme/connections/git/erasure";
  for (const auto* body : {"{}", R"({"query":false})", R"({"query":true,"env":"A"})"})
    EXPECT_EQ(send("bob", "POST", path, body).status, 422) << body;
  EXPECT_EQ(send("bob", "POST", path, R"({"query":true})").status, 204);
  EXPECT_EQ(content.secret.place, secret_place::query);
  EXPECT_EQ(send("bob", "POST", path, R"({"header":"Authorization"})").status, 204);
  EXPECT_EQ(content.secret.name, "Authorization");
  EXPECT_EQ(send("ann", "POST", path, R"({"query":true})").status, 403);
}

TEST_F(RestPrivacy, ShowsContentToAdminsAlone) {
  add_entry("whole");
  content.content = call_content{R"({"a":1})", std::nullopt};
  EXPECT_EQ(send("ann", "POST", "/orgs/acme/audit/call_1/content").status, 403);
  EXPECT_EQ(send("eve", "POST", "/orgs/acme/audit/call_1/content").status, 404);
  EXPECT_THAT(content.asked, IsEmpty());
  const auto shown = send("bob", "POST", "/orgs/acme/audit/call_1/content");
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr(R"("arguments":{"a":1})"));
  EXPECT_THAT(shown.body, Not(HasSubstr("result")));
  content.content = failure{errc::content_erased, "It was erased."};
  const auto erased = send("bob", "POST", "/orgs/acme/audit/call_1/content");
  EXPECT_EQ(erased.status, 410);
  EXPECT_EQ(text(erased, "code"), "content_erased");
}

TEST_F(RestPrivacy, SaysThatContentIsErasedWhereverEntriesAreShown) {
  add_entry("whole");
  for (const auto* path :
       {"/orgs/acme/audit", "/orgs/acme/audit/call_1", "/orgs/acme/audit/export"})
    EXPECT_THAT(send("bob", "GET", path).body, HasSubstr(R"("arguments_captured":"erased")"))
        << path;
  http_client follower{port()};
  follower.send("GET /api/v1/orgs/acme/audit/follow?after=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                "Authorization: Bearer bob\r\n\r\n");
  EXPECT_EQ(follower.receive_head().status, 200);
  follower.receive_event(); // how to come back
  EXPECT_THAT(follower.receive_event(), HasSubstr(R"("arguments_captured":"erased")"));
}

TEST_F(RestPrivacy, SaysWhatWasNeverCapturedAsItWasRecorded) {
  add_entry("too_large");
  EXPECT_EQ(text(send("bob", "GET", "/orgs/acme/audit/call_1"), "arguments_captured"), "too_large");
}

} // namespace
} // namespace gatehouse
