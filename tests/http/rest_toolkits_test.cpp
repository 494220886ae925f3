#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RestToolkits : public rest_world {
protected:
  RestToolkits() {
    for (const auto* user : {"ann", "bob"})
      send("root", "POST", "/orgs/acme/tokens", R"({"user":")" + std::string{user} + R"("})");
  }

  http_answer create(const std::string& by, std::string_view body) {
    return send(by, "POST", "/orgs/acme/toolkits", body);
  }
};

TEST_F(RestToolkits, AreCreatedWithTheirConnections) {
  const auto made = create("bob", R"({"name":"Deploy Kit","connections":["git.org.*"]})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text(made, "slug"), "deploy-kit");
  EXPECT_EQ(text(made, "endpoint"), "/acme/mcp/toolkits/deploy-kit");
  EXPECT_THAT(list("rae", "/orgs/acme/toolkits/deploy-kit/connections", "pattern"),
              ElementsAre("git.org.*"));
  EXPECT_EQ(text(send("rae", "GET", "/orgs/acme/toolkits/" + text(made, "id")), "slug"),
            "deploy-kit");
}

TEST_F(RestToolkits, KeepTheSourcesMessages) {
  create("bob", R"({"slug":"one"})");
  const auto taken = create("bob", R"({"slug":"one"})");
  EXPECT_EQ(taken.status, 409);
  EXPECT_EQ(text(taken, "detail"), "Toolkit slug \"one\" is already in use.");
  const auto missing = send("bob", "GET", "/orgs/acme/toolkits/none");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(text(missing, "detail"), "Toolkit not found.");
  EXPECT_EQ(create("bob", R"({"slug":"-bad-"})").status, 422);
  EXPECT_EQ(create("bob", R"({"slug":"two","connections":["a*"]})").status, 422);
}

TEST_F(RestToolkits, AreSortedOrgFirstThenByName) {
  create("ann", R"({"slug":"mine","name":"A mine","owner":"user"})");
  create("bob", R"({"slug":"zz","name":"B second"})");
  create("bob", R"({"slug":"aa","name":"C third"})");
  create("bob", R"({"slug":"mm","name":"A first"})");
  EXPECT_THAT(list("ann", "/orgs/acme/toolkits", "slug"), ElementsAre("mm", "zz", "aa", "mine"));
  EXPECT_THAT(list("bob", "/orgs/acme/toolkits", "slug"), ElementsAre("mm", "zz", "aa"));
}

TEST_F(RestToolkits, ChangeOnlyWhatIsSaid) {
  create("bob", R"({"slug":"one","name":"One"})");
  const auto renamed = send("bob", "PATCH", "/orgs/acme/toolkits/one", R"({"name":"Uno"})");
  EXPECT_EQ(renamed.status, 200);
  EXPECT_EQ(text(renamed, "slug"), "one");
  EXPECT_EQ(text(renamed, "name"), "Uno");
  const auto moved =
      send("bob", "PATCH", "/orgs/acme/toolkits/one", R"({"slug":"two","naming":"bare"})");
  EXPECT_EQ(text(moved, "slug"), "two");
  EXPECT_EQ(text(moved, "naming"), "bare");
  EXPECT_EQ(send("bob", "PATCH", "/orgs/acme/toolkits/two", R"({"owner":"user"})").status, 422);
  EXPECT_EQ(send("ann", "PATCH", "/orgs/acme/toolkits/two", "{}").status, 403);
}

TEST_F(RestToolkits, GoAway) {
  create("bob", R"({"slug":"one"})");
  EXPECT_EQ(send("ann", "DELETE", "/orgs/acme/toolkits/one").status, 403);
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/toolkits/one").status, 204);
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/toolkits/one").status, 404);
}

TEST_F(RestToolkits, TakeAPatternOnce) {
  create("bob", R"({"slug":"one"})");
  const auto path = std::string{"/orgs/acme/toolkits/one/connections"};
  const auto first = send("bob", "POST", path, R"({"pattern":"git.*"})");
  const auto again = send("bob", "POST", path, R"({"pattern":"git.*"})");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(text(first, "id"), text(again, "id"));
  EXPECT_EQ(send("ann", "POST", path, R"({"pattern":"x.*"})").status, 403);
  EXPECT_EQ(send("bob", "DELETE", path + "/" + text(first, "id")).status, 204);
  EXPECT_EQ(send("bob", "DELETE", path + "/" + text(first, "id")).status, 404);
}

TEST_F(RestToolkits, OfAPersonAreThatPersons) {
  create("ann", R"({"slug":"mine","owner":"user"})");
  EXPECT_EQ(send("ann", "GET", "/orgs/acme/toolkits/mine").status, 200);
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/toolkits/mine").status, 404);
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/toolkits/mine/policies",
                 R"({"pattern":"*","action":"block"})")
                .status,
            404);
  EXPECT_EQ(send("root", "DELETE", "/orgs/acme/toolkits/mine").status, 204);
}

} // namespace
} // namespace gatehouse
