#include "storage/crypto/digest.hpp"
#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A connection whose server has listed a tool, and then changed it.
class RestPins : public rest_world {
protected:
  RestPins() {
    const auto made = send("bob", "POST", "/orgs/acme/connections",
                           R"({"name":"git","url":"http://h/","drift":"quarantine"})");
    EXPECT_EQ(made.status, 201) << made.body;
    id.value = text(made, "id");
    list(digest256{{1}});
    list(digest256{{2}});
  }

  void list(const digest256& digest) {
    note_catalog noted{"2025-11-25", "git", "1", digest, {{"push", digest}}, {1}};
    noted.differences["push"] = {digest256{{1}},
                                 digest256{{2}},
                                 change_class::notational,
                                 true,
                                 {{"/description", change_class::notational}}};
    admin.list_tools(id, std::move(noted));
  }

  http_answer accept(const std::string& by, std::string_view body = "{}") {
    return send(by, "POST", "/orgs/acme/connections/git/pins", body);
  }

  connection_id id;
};

TEST_F(RestPins, ShowWhatDiffersAndWhere) {
  const auto shown = send("rae", "GET", "/orgs/acme/connections/git/pins");
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, AllOf(HasSubstr(R"("drift":"quarantine")"),
                                HasSubstr(R"("state":"changed","withheld":true)"),
                                HasSubstr(R"({"pointer":"/description","class":"notational"})")));
  EXPECT_THAT(send("rae", "GET", "/orgs/acme/connections/git").body,
              HasSubstr(R"("drift":"quarantine","drifted":1)"));
}

TEST_F(RestPins, AreForAdminsToAccept) {
  EXPECT_EQ(accept("ann").status, 403);
  EXPECT_EQ(accept("eve").status, 404) << "another org's";
  const auto accepted = accept("bob");
  EXPECT_EQ(accepted.status, 200);
  EXPECT_THAT(accepted.body, AllOf(HasSubstr(R"("state":"accepted")"), Not(HasSubstr("changed"))));
}

TEST_F(RestPins, AreAcceptedAsTheyWereReviewed) {
  const auto of = [](const digest256& digest) {
    return R"({"digest":")" + to_hex(digest) + R"("})";
  };
  EXPECT_EQ(accept("bob", of(digest256{{1}})).status, 409);
  EXPECT_EQ(accept("bob", R"({"digest":"beef"})").status, 422);
  EXPECT_EQ(accept("bob", R"({"tools":["none"]})").status, 404);
  EXPECT_EQ(accept("bob", of(digest256{{2}})).status, 200);
}

TEST_F(RestPins, FollowTheAnswerToDrift) {
  const auto set = [this](const std::string& by, std::string_view body) {
    return send(by, "PATCH", "/orgs/acme/connections/git", body);
  };
  EXPECT_EQ(set("ann", R"({"drift":"allow"})").status, 403);
  EXPECT_EQ(set("bob", R"({"drift":"perhaps"})").status, 422);
  EXPECT_EQ(set("bob", "{}").status, 422);
  EXPECT_THAT(set("bob", R"({"drift":"warn"})").body, HasSubstr(R"("withheld":false)"));
  EXPECT_THAT(set("bob", R"({"drift":"allow"})").body, HasSubstr(R"("state":"accepted")"));
}

} // namespace
} // namespace gatehouse
