#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RestTokens : public rest_world {
protected:
  std::string mint(const std::string& by, std::string_view body) {
    return text(send(by, "POST", "/orgs/acme/tokens", body), "id");
  }
};

TEST_F(RestTokens, AreShownOnce) {
  const auto minted = send("bob", "POST", "/orgs/acme/tokens", R"({"name":"ci","role":"reader"})");
  EXPECT_EQ(minted.status, 201);
  EXPECT_EQ(text(minted, "token"), "gh_ab_secret");
  const auto listed = send("bob", "GET", "/orgs/acme/tokens");
  EXPECT_THAT(listed.body, HasSubstr(R"("prefix":"gh_ab","name":"ci","role":"reader")"));
  EXPECT_THAT(listed.body, Not(HasSubstr("secret")));
  EXPECT_THAT(listed.body, Not(HasSubstr("digest")));
}

TEST_F(RestTokens, MakeTheirUserAMember) {
  mint("bob", R"({"user":"zoe"})");
  EXPECT_THAT(list("bob", "/orgs/acme/tokens", "user"), ElementsAre("zoe"));
  EXPECT_THAT(list("ann", "/orgs/acme/members", "name"), ElementsAre("zoe"));
}

TEST_F(RestTokens, AreOnlyForAdmins) {
  EXPECT_EQ(send("ann", "GET", "/orgs/acme/tokens").status, 403);
  EXPECT_EQ(send("ann", "POST", "/orgs/acme/tokens", "{}").status, 403);
  EXPECT_EQ(send("eve", "GET", "/orgs/acme/tokens").status, 404);
}

TEST_F(RestTokens, NeverExceedTheirMintersRank) {
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/tokens", R"({"role":"owner"})").status, 403);
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/tokens", R"({"role":"admin"})").status, 201);
  EXPECT_EQ(send("root", "POST", "/orgs/acme/tokens", R"({"role":"owner","user":"zoe"})").status,
            201);
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/tokens", R"({"user":"zoe"})").status, 403)
      << "an admin must not speak for an owner";
}

TEST_F(RestTokens, OfAnOwnerAreNotAnAdminsToRevoke) {
  const auto owners = mint("root", R"({"role":"owner"})");
  const auto members = mint("root", "{}");
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/tokens/" + owners).status, 403);
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/tokens/" + members).status, 204);
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/tokens/" + members).status, 404);
  EXPECT_THAT(list("bob", "/orgs/acme/tokens", "id"), ElementsAre(owners));
}

TEST_F(RestTokens, OfTheOperatorAreTheOperatorsBusiness) {
  const auto minted = send("root", "POST", "/tokens", R"({"name":"backup"})");
  EXPECT_EQ(minted.status, 201);
  EXPECT_EQ(text(minted, "token"), "gh_op_secret");
  EXPECT_EQ(send("root", "DELETE", "/tokens/" + text(minted, "id")).status, 409)
      << "the last one must stay";
  send("root", "POST", "/tokens", R"({"name":"second"})");
  EXPECT_THAT(list("root", "/tokens", "name"), ElementsAre("backup", "second"));
  EXPECT_EQ(send("bob", "GET", "/tokens").status, 403);
  EXPECT_EQ(send("root", "DELETE", "/tokens/" + text(minted, "id")).status, 204);
  EXPECT_THAT(list("root", "/tokens", "name"), ElementsAre("second"));
}

} // namespace
} // namespace gatehouse
