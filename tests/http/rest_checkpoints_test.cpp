#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;

class RestCheckpoints : public rest_world {};

TEST_F(RestCheckpoints, AreShownToEverybodyWithAToken) {
  const auto shown = send("rae", "GET", "/checkpoint");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body, "a checkpoint\n");
  EXPECT_EQ(shown.header("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(send("", "GET", "/checkpoint").status, 401);
}

TEST_F(RestCheckpoints, AreNotThereBeforeTheFirst) {
  notary.checkpoint.clear();
  EXPECT_EQ(send("rae", "GET", "/checkpoint").status, 404);
  EXPECT_EQ(send("rae", "GET", "/checkpoint/key").status, 404);
}

TEST_F(RestCheckpoints, ComeWithTheirKey) {
  versioned<instance> now;
  now.state.checkpoint_key = "log+1+key";
  gate.world().publish(instance::stream(), std::make_shared<const versioned<instance>>(now));
  EXPECT_EQ(send("rae", "GET", "/checkpoint/key").body, "log+1+key\n");
}

TEST_F(RestCheckpoints, HaveTheirKeyChangedByTheOperatorOnly) {
  EXPECT_EQ(send("bob", "POST", "/checkpoint/key").status, 403);
  const auto changed = send("root", "POST", "/checkpoint/key");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.body, "log+1+operator\n");
  EXPECT_EQ(send("root", "POST", "/checkpoint/key?without_old_key=true").body,
            "log+1+operator+alone\n");
}

TEST_F(RestCheckpoints, TakeCosignatures) {
  EXPECT_EQ(send("rae", "POST", "/checkpoint/cosignatures", "a checkpoint\n").status, 204);
  EXPECT_EQ(send("rae", "POST", "/checkpoint/cosignatures", "another\n").status, 422);
  EXPECT_THAT(notary.cosigned, ElementsAre("a checkpoint\n", "another\n"));
}

TEST_F(RestCheckpoints, GoOnFromOlderOnesToWhomHoldsThem) {
  const auto proof = send("rae", "GET", "/checkpoint/consistency?from=7");
  EXPECT_EQ(proof.status, 200);
  EXPECT_EQ(proof.body, "old 1\n");
  EXPECT_THAT(notary.proven, ElementsAre("from 7"));
  for (const auto* wrong : {"", "?from=", "?from=-1", "?from=x", "?from=07"})
    EXPECT_EQ(send("rae", "GET", std::string{"/checkpoint/consistency"} + wrong).status, 422);
  EXPECT_EQ(send("", "GET", "/checkpoint/consistency?from=7").status, 401);
}

TEST_F(RestCheckpoints, ProveACallToItsAdmins) {
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit/call_1/proof").body, "a proof\n");
  EXPECT_EQ(send("root", "GET", "/orgs/acme/audit/call_1/proof?record=end").status, 200);
  EXPECT_THAT(notary.proven, ElementsAre("org_acme call_1 decision", "org_acme call_1 end"));
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit/call_1/proof?record=all").status, 422);
  EXPECT_EQ(send("ann", "GET", "/orgs/acme/audit/call_1/proof").status, 403);
  EXPECT_EQ(send("eve", "GET", "/orgs/acme/audit/call_1/proof").status, 404);
}

} // namespace
} // namespace gatehouse
