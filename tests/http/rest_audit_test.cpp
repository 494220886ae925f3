#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class RestAudit : public rest_world {
protected:
  void fill(std::size_t count) {
    for (std::size_t at = 1; at <= count; ++at) {
      audit_entry one;
      one.position = {at};
      one.at = {1'700'000'000'000'000};
      one.org = {"org_acme"};
      one.call = {"call_" + std::to_string(at)};
      one.tool = "git__push";
      one.decision = audit_decision::allow;
      one.outcome = audit_outcome::ok;
      one.arguments_captured = "whole";
      one.arguments_key = {"key_1"};
      records.entries.push_back(one);
    }
  }
};

TEST_F(RestAudit, ShowsEntriesWithoutContent) {
  fill(1);
  const auto answer = send("bob", "GET", "/orgs/acme/audit");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr(R"("at":"2023-11-14T22:13:20.000000Z")"));
  EXPECT_THAT(answer.body, HasSubstr(R"("decision":"allow")"));
  EXPECT_THAT(answer.body, HasSubstr(R"("arguments_captured":"whole")"));
  EXPECT_THAT(answer.body, Not(HasSubstr("ended"))) << "it has not";
  EXPECT_EQ(text(send("bob", "GET", "/orgs/acme/audit/call_1"), "tool"), "git__push");
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit/call_2").status, 404);
}

TEST_F(RestAudit, IsBoundToItsOrgAndRank) {
  EXPECT_EQ(send("ann", "GET", "/orgs/acme/audit").status, 403);
  EXPECT_EQ(send("bob", "GET", "/orgs/beta/audit").status, 404);
  EXPECT_EQ(send("root", "GET", "/orgs/beta/audit").status, 200);
  EXPECT_EQ(records.asked.org, org_id{"org_beta"});
}

TEST_F(RestAudit, ReadsEveryFilter) {
  const auto toolkit = text(send("bob", "POST", "/orgs/acme/toolkits", R"({"slug":"kit"})"), "id");
  const auto answer =
      send("bob", "GET",
           "/orgs/acme/audit?principal=user_1&session=s&toolkit=kit&tool=a%20b&decision=deny&"
           "outcome=denied&from=2023-11-14T22:13:20Z&until=2023-11-14T23:13:20.5%2B01:00&after=9&"
           "order=oldest&limit=7");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(records.asked.principal.value, "user_1");
  EXPECT_EQ(records.asked.session.value, "s");
  EXPECT_EQ(records.asked.toolkit.value, toolkit);
  EXPECT_EQ(records.asked.tool, "a b");
  EXPECT_EQ(records.asked.decision, "deny");
  EXPECT_EQ(records.asked.outcome, "denied");
  EXPECT_EQ(records.asked.from, unix_us{1'700'000'000'000'000});
  EXPECT_EQ(records.asked.until, unix_us{1'700'000'000'500'000});
  EXPECT_EQ(records.asked_page.after, journal_position{9});
  EXPECT_EQ(records.asked_page.items, 7U);
  EXPECT_FALSE(records.asked_page.newest_first);
}

TEST_F(RestAudit, RefusesFiltersItDoesNotKnow) {
  const auto bad = send("bob", "GET", "/orgs/acme/audit?decision=perhaps&from=now");
  EXPECT_EQ(bad.status, 422);
  EXPECT_THAT(text(bad, "detail"), HasSubstr("decision must be one of allow, deny; from must be"));
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit?after=x").status, 422);
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit?tols=x").status, 422);
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit?order=random").status, 422);
}

TEST_F(RestAudit, ExportsEverythingOldestFirst) {
  fill(2 * limits::page_items_max + 1);
  const auto answer = send("bob", "GET", "/orgs/acme/audit/export");
  EXPECT_EQ(answer.header("content-type"), "application/x-ndjson");
  EXPECT_EQ(std::count(answer.body.begin(), answer.body.end(), '\n'),
            2 * limits::page_items_max + 1);
  EXPECT_THAT(answer.body, StartsWith(R"({"position":1,)"));
  EXPECT_EQ(answer.header("gatehouse-next"), "");
}

TEST_F(RestAudit, ExportsInBoundedParts) {
  fill(limits::export_items_max + 1);
  const auto first = send("bob", "GET", "/orgs/acme/audit/export?format=csv");
  const auto next = first.header("gatehouse-next");
  ASSERT_EQ(next, std::to_string(limits::export_items_max));
  const auto rest = send("bob", "GET", "/orgs/acme/audit/export?format=csv&cursor=" + next);
  EXPECT_THAT(rest.body, StartsWith(std::to_string(limits::export_items_max + 1) + ","))
      << "the header line stands in the first part only";
  EXPECT_EQ(rest.header("gatehouse-next"), "");
}

TEST_F(RestAudit, ExportsCsvThatASpreadsheetMayOpen) {
  fill(1);
  records.entries[0].tool = "=HYPERLINK(\"x\"),y";
  const auto answer = send("bob", "GET", "/orgs/acme/audit/export?format=csv");
  EXPECT_THAT(answer.header("content-type"), StartsWith("text/csv"));
  EXPECT_THAT(answer.body, StartsWith("position,at,org,"));
  EXPECT_THAT(answer.body, HasSubstr(R"(,"'=HYPERLINK(""x""),y",)"));
  EXPECT_THAT(answer.body, EndsWith(",key_1,,,\r\n")) << "and no result yet";
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit/export?format=xml").status, 422);
}

TEST_F(RestAudit, ListsAndEndsSessions) {
  session_row row;
  row.session = {"s-1"};
  row.client_name = "inspector";
  records.rows.push_back(row);
  EXPECT_THAT(list("bob", "/orgs/acme/sessions", "client_name"), ElementsAre("inspector"));
  EXPECT_EQ(send("ann", "GET", "/orgs/acme/sessions").status, 403);
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/sessions/s-1").status, 204);
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/sessions/none").status, 404);
}

TEST_F(RestAudit, EndsWhatASessionListensToWithIt) {
  const auto session = open();
  auto one = begin_get(session);
  EXPECT_EQ(one.receive_head().status, 200);
  one.receive_event();
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/sessions/" + session).status, 204);
  EXPECT_EQ(one.receive_event(), "");
  EXPECT_TRUE(gate.wait_for_watches(0));
}

} // namespace
} // namespace gatehouse
