#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RestPolicies : public rest_world {
protected:
  RestPolicies() {
    for (const auto* user : {"ann", "bob"})
      send("root", "POST", "/orgs/acme/tokens", R"({"user":")" + std::string{user} + R"("})");
    send("bob", "POST", "/orgs/acme/toolkits", R"({"slug":"kit"})");
  }

  http_answer add(const std::string& by, const std::string& path, const std::string& pattern) {
    return send(by, "POST", path, R"({"pattern":")" + pattern + R"(","action":"block"})");
  }

  const std::string of_kit = "/orgs/acme/toolkits/kit/policies";
  const std::string of_org = "/orgs/acme/policies";
};

TEST_F(RestPolicies, AreListedInOrderOfPrecedence) {
  for (const auto& path : {of_kit, of_org}) {
    add("bob", path, "a.*");
    add("bob", path, "b.*");
    const auto third = add("bob", path, "c.*");
    EXPECT_EQ(third.status, 201) << third.body;
    EXPECT_THAT(list("rae", path, "pattern"), ElementsAre("c.*", "b.*", "a.*"))
        << "the newest stands at the top";
  }
}

TEST_F(RestPolicies, MoveBeforeOthers) {
  for (const auto& path : {of_kit, of_org}) {
    const auto low = text(add("bob", path, "a.*"), "id");
    const auto top = text(add("bob", path, "b.*"), "id");
    const auto moved = send("bob", "PATCH", path + "/" + low, R"({"before":")" + top + R"("})");
    EXPECT_EQ(moved.status, 200) << moved.body;
    EXPECT_THAT(list("bob", path, "pattern"), ElementsAre("a.*", "b.*"));
    EXPECT_EQ(send("bob", "PATCH", path + "/" + low, R"({"before":"x","position":"a0"})").status,
              422);
    EXPECT_EQ(send("bob", "PATCH", path + "/" + low, R"({"position":"!"})").status, 422);
  }
}

TEST_F(RestPolicies, ChangeAndGo) {
  for (const auto& path : {of_kit, of_org}) {
    const auto id = text(add("bob", path, "a.*"), "id");
    const auto changed = send("bob", "PATCH", path + "/" + id, R"({"action":"approve"})");
    EXPECT_EQ(text(changed, "action"), "approve");
    EXPECT_EQ(text(changed, "pattern"), "a.*");
    EXPECT_EQ(send("bob", "DELETE", path + "/" + id).status, 204);
    EXPECT_EQ(send("bob", "DELETE", path + "/" + id).status, 404);
  }
}

TEST_F(RestPolicies, AreCheckedByTheDomain) {
  for (const auto& path : {of_kit, of_org}) {
    EXPECT_EQ(add("bob", path, "a*").status, 422);
    const auto odd = send("bob", "POST", path, R"({"pattern":"a.*","action":"maybe"})");
    EXPECT_THAT(text(odd, "detail"), HasSubstr("one of approve, require_approval, block"));
    EXPECT_THAT(text(send("bob", "POST", path, "{}"), "detail"), HasSubstr("action is required"));
  }
}

TEST_F(RestPolicies, OfTheOrgAreItsAdmins) {
  for (const auto& path : {of_kit, of_org}) {
    const auto id = text(add("bob", path, "a.*"), "id");
    EXPECT_EQ(add("ann", path, "b.*").status, 403);
    EXPECT_EQ(send("ann", "PATCH", path + "/" + id, "{}").status, 403);
    EXPECT_EQ(send("ann", "DELETE", path + "/" + id).status, 403);
    EXPECT_EQ(send("rae", "DELETE", path + "/" + id).status, 403);
  }
}

TEST_F(RestPolicies, OfAPersonAreThatPersons) {
  const auto mine =
      send("ann", "POST", of_org, R"({"pattern":"a.*","action":"block","owner":"user"})");
  EXPECT_EQ(mine.status, 201) << mine.body;
  add("bob", of_org, "b.*");
  EXPECT_THAT(list("ann", of_org, "pattern"), ElementsAre("b.*", "a.*"));
  EXPECT_THAT(list("bob", of_org, "pattern"), ElementsAre("b.*"));
  EXPECT_EQ(send("bob", "DELETE", of_org + "/" + text(mine, "id")).status, 404);
  EXPECT_EQ(send("ann", "DELETE", of_org + "/" + text(mine, "id")).status, 204);
}

} // namespace
} // namespace gatehouse
