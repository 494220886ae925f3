#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

class RestQuery : public rest_world {
protected:
  void add(std::uint64_t position, audit_outcome how, const std::string& tool) {
    audit_entry one;
    one.position = {position};
    one.org = {"org_acme"};
    one.principal = {"user_1"};
    one.call = {"call_" + std::to_string(position)};
    one.tool = tool;
    one.decision = how == audit_outcome::denied ? audit_decision::deny : audit_decision::allow;
    one.outcome = how;
    one.duration_us = 1'000;
    records.entries.push_back(one);
  }
};

TEST_F(RestQuery, AnswersWithColumnsAndRows) {
  query_result made;
  made.columns = {"a", "b"};
  made.rows = {{query_value{std::int64_t{7}}, query_value{"x\xff"}},
               {query_value{}, query_value{0.5}}};
  made.cut = true;
  records.query_answer = made;
  const auto answer = send("bob", "POST", "/orgs/acme/query", R"({"sql":"select 1"})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body, "{\"columns\":[\"a\",\"b\"],\"rows\":[[7,\"x\xef\xbf\xbd\"],[null,0.5]],"
                         "\"cut\":true}");
  EXPECT_EQ(records.asked_sql, "select 1");
  EXPECT_EQ(records.asked.org.value, "org_acme");
}

TEST_F(RestQuery, IsForAdministratorsOfTheOrg) {
  const std::string body = R"({"sql":"select 1"})";
  EXPECT_EQ(send("ann", "POST", "/orgs/acme/query", body).status, 403);
  EXPECT_EQ(send("rae", "POST", "/orgs/acme/query", body).status, 403);
  EXPECT_EQ(send("bob", "POST", "/orgs/beta/query", body).status, 404);
  EXPECT_EQ(records.asked_sql, "");
  EXPECT_EQ(send("root", "POST", "/orgs/beta/query", body).status, 200);
  EXPECT_EQ(records.asked.org.value, "org_beta");
}

TEST_F(RestQuery, SaysWhatIsWrong) {
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/query", "{}").status, 422);
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/query", R"({"sql":1})").status, 422);
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/query", R"({"sql":"select 1","org":"b"})").status, 422);
  records.query_answer = failure{errc::query_exceeded, "too long"};
  const auto exceeded = send("bob", "POST", "/orgs/acme/query", R"({"sql":"select 1"})");
  EXPECT_EQ(exceeded.status, 422);
  EXPECT_EQ(text(exceeded, "code"), "query_exceeded");
  records.query_answer = failure{errc::overloaded, "busy"};
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/query", R"({"sql":"select 1"})").status, 503);
}

TEST_F(RestQuery, DumpsInPartsToAdmins) {
  records.lines = {R"({"position":1})", R"({"position":2})"};
  const auto first = send("bob", "POST", "/orgs/acme/dump");
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.header("content-type"), "application/x-ndjson");
  EXPECT_EQ(first.body, "{\"position\":1}\n");
  EXPECT_EQ(first.header("gatehouse-next"), "1");
  EXPECT_EQ(records.asked.org, org_id{"org_acme"});
  const auto last = send("bob", "POST", "/orgs/acme/dump", R"({"after":1})");
  EXPECT_EQ(last.body, "{\"position\":2}\n");
  EXPECT_EQ(last.header("gatehouse-next"), "");
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/dump", R"({"after":"x"})").status, 422);
  EXPECT_EQ(send("ann", "POST", "/orgs/acme/dump").status, 403);
  EXPECT_EQ(send("bob", "POST", "/orgs/beta/dump").status, 404);
}

TEST_F(RestQuery, SumsTheAuditUp) {
  add(1, audit_outcome::ok, "read");
  add(2, audit_outcome::failed, "read");
  add(3, audit_outcome::denied, "write");
  const auto answer = send("bob", "GET", "/orgs/acme/audit/summary?principal_kind=user");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr(R"({"calls":3,"decisions":{"allow":2,"deny":1},)"));
  EXPECT_THAT(answer.body, HasSubstr(R"("measured":2,"p50_us":1000,"p95_us":1000,)"));
  EXPECT_THAT(answer.body, HasSubstr(R"("tools":[{"tool":"read","calls":2,)"));
  EXPECT_THAT(send("bob", "GET", "/orgs/acme/audit/summary?decision=deny").body,
              HasSubstr(R"("calls":1)"));
  EXPECT_EQ(send("ann", "GET", "/orgs/acme/audit/summary").status, 403);
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit/summary?limit=3").status, 422);
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit/summary?principal_kind=robot").status, 422);
}

TEST_F(RestQuery, FollowsTheAuditFromWhereAClientWas) {
  add(1, audit_outcome::ok, "read");
  add(2, audit_outcome::denied, "write");
  add(3, audit_outcome::open, "read");
  http_client client{port()};
  client.send("GET /api/v1/orgs/acme/audit/follow?tool=read HTTP/1.1\r\nHost: 127.0.0.1\r\n"
              "Authorization: Bearer bob\r\nLast-Event-ID: 1\r\n\r\n");
  const auto head = client.receive_head();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-type"), "text/event-stream");
  EXPECT_THAT(client.receive_event(), HasSubstr("id: 1\n")) << "how to come back";
  const auto news = client.receive_event();
  EXPECT_THAT(news, HasSubstr("id: 3\n"));
  EXPECT_THAT(news, HasSubstr(R"("call":"call_3")"));
}

TEST_F(RestQuery, LetsNobodyFollowWhoMayNotRead) {
  EXPECT_EQ(send("ann", "GET", "/orgs/acme/audit/follow").status, 403);
  EXPECT_EQ(send("bob", "GET", "/orgs/beta/audit/follow").status, 404);
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit/follow?after=x").status, 422);
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/audit/follow?tols=x").status, 422);
}

} // namespace
} // namespace gatehouse
