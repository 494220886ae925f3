#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;

class RestOrgs : public rest_world {};

TEST_F(RestOrgs, AreCreatedByTheOperator) {
  const auto made = send("root", "POST", "/orgs", R"({"slug":"gamma","name":"Gamma Ltd"})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.header("location"), "/api/v1/orgs/gamma");
  EXPECT_EQ(text(made, "name"), "Gamma Ltd");
  EXPECT_EQ(text(made, "endpoint"), "/gamma/mcp");
  EXPECT_EQ(send("bob", "POST", "/orgs", R"({"slug":"delta"})").status, 403);
  EXPECT_EQ(send("root", "POST", "/orgs", R"({"slug":"gamma"})").status, 409);
  EXPECT_EQ(send("root", "POST", "/orgs", R"({"slug":"api"})").status, 422);
}

TEST_F(RestOrgs, ShowATenantItsOwn) {
  EXPECT_THAT(list("root", "/orgs", "slug"), ElementsAre("acme", "beta"));
  EXPECT_THAT(list("rae", "/orgs", "slug"), ElementsAre("acme"));
  EXPECT_EQ(send("rae", "GET", "/orgs/acme").status, 200);
  EXPECT_EQ(send("rae", "GET", "/orgs/beta").status, 404);
  EXPECT_EQ(send("rae", "GET", "/orgs/none").status, 404);
}

TEST_F(RestOrgs, ComeInPages) {
  for (const auto* slug : {"c-1", "c-2", "c-3"})
    send("root", "POST", "/orgs", R"({"slug":")" + std::string{slug} + R"("})");
  std::vector<std::string> seen;
  std::string next;
  do {
    const auto path = "/orgs?limit=2" + (next.empty() ? "" : "&cursor=" + next);
    for (auto& slug : list("root", path, "slug"))
      seen.push_back(std::move(slug));
    next = text(send("root", "GET", path), "next");
  } while (!next.empty());
  EXPECT_THAT(seen, ElementsAre("acme", "beta", "c-1", "c-2", "c-3"));
}

TEST_F(RestOrgs, StatusCountsForTheOperatorOnly) {
  const auto mine = send("root", "GET", "/status");
  EXPECT_EQ(at(mine.body, {"journal_position"}), "7");
  EXPECT_EQ(at(mine.body, {"orgs"}), "2");
  const auto theirs = send("eve", "GET", "/status");
  EXPECT_EQ(at(theirs.body, {"ready"}), "true");
  EXPECT_EQ(at(theirs.body, {"orgs"}), "");
  gate.set_ready(failure{errc::journal_failed, "disk full"});
  EXPECT_EQ(text(send("eve", "GET", "/status"), "reason"), "journal_failed");
}

} // namespace
} // namespace gatehouse
