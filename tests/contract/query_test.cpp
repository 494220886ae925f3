#include "storage/json/rfc3339.hpp"
#include "tests/support/asked_record.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Query, ReadsTheAudit) {
  asked_record record;
  EXPECT_EQ(record.text("select call, decision, outcome from audit order by position"),
            "a allow ok/b deny denied/c allow failed/d allow open");
  EXPECT_EQ(record.text("select call, duration_us, result_bytes, ended is null from audit"),
            "a 5678 1234 0/b NULL NULL 0/c 91 NULL 0/d NULL NULL 1");
  EXPECT_EQ(record.text("select outcome, count(*) from calls group by outcome order by 1"),
            "failed 1/ok 1/open 1");
  EXPECT_EQ(record.text("select avg(duration_us) from audit"), std::to_string((5678 + 91) / 2.0));
}

TEST(Query, ReadsSessionsToolkitsAndConnections) {
  asked_record record;
  EXPECT_EQ(record.text("select session, principal, toolkit, calls, close_reason from sessions"),
            "s-1 user_1 tk_1 4 idle");
  EXPECT_EQ(record.text("select toolkit, slug, grants, policies from toolkits where slug = 'kit'"),
            R"(tk_1 kit ["github.*"] [{"pattern":"github.*","action":"block","id":"p_tk_1"}])");
  EXPECT_EQ(record.text("select address, transport, value from connections, json_each(tools)"
                        " where owner = 'org'"),
            "github.org.main stdio issues_list");
  EXPECT_EQ(record.text("select slug from toolkits where toolkit = 'tk_2'"), "mine");
  EXPECT_EQ(record.text("select slug from toolkits where toolkit = 'tk_3'"), "");
}

TEST(Query, ReadsEventsAlsoThoseTheGatewayRecordsByItself) {
  asked_record record;
  EXPECT_EQ(record.text("select type, version from events where stream = 'session/s-1'"),
            "session.opened 1/session.call_admitted 2/session.call_completed 3/"
            "session.call_denied 4/session.call_admitted 5/session.call_failed 6/"
            "session.call_admitted 7/session.closed 8");
  EXPECT_EQ(record.text("select event ->> 'slug' from events where type = 'toolkit.created'"),
            "kit/mine");
  EXPECT_EQ(record.text("select count(*) from events where kind = 'session'"), "8");
}

TEST(Query, JoinsTables) {
  asked_record record;
  EXPECT_EQ(record.text("select a.call, s.client_name, k.slug from audit a"
                        " join sessions s on s.session = a.session"
                        " join toolkits k on k.toolkit = a.toolkit where a.outcome = 'ok'"),
            "a client kit");
}

TEST(Query, ShowsATenantNothingOfAnother) {
  asked_record record;
  const std::string theirs = "org_2";
  EXPECT_EQ(record.text("select call from audit", theirs), "z");
  EXPECT_EQ(record.text("select count(*) from toolkits", theirs), "0");
  EXPECT_EQ(record.text("select count(*) from connections", theirs), "0");
  for (const auto* sql :
       {"select * from audit where org = 'org_2'", "select * from audit where call = 'z'",
        "select * from sessions where session = 's-2'",
        "select * from events where stream = 'session/s-2'",
        "select * from events where event like '%secret__plan%'",
        "select * from audit where tool = 'secret__plan' or 1 = 2"})
    EXPECT_EQ(record.text(sql), "") << sql;
  EXPECT_EQ(record.text("select distinct org from audit"), "org_1");
}

TEST(Query, ShowsAUsersOwnThingsToThatUserAlone) {
  asked_record record;
  auto seen_by = [&](std::optional<user_id> viewer, const std::string& sql) {
    auto scope = record.scope();
    scope.viewer = std::move(viewer);
    return asked_record::text_of(run_query(scope, sql, [] { return false; }));
  };
  const std::string toolkits = "select slug from toolkits order by 1";
  const std::string events = "select count(*) from events where stream = 'connection/conn_2'";
  EXPECT_EQ(seen_by(std::nullopt, toolkits), "kit/mine") << "the operator sees all";
  EXPECT_EQ(seen_by(user_id{"user_1"}, toolkits), "kit/mine");
  EXPECT_EQ(seen_by(user_id{"user_2"}, toolkits), "kit");
  EXPECT_EQ(seen_by(user_id{}, toolkits), "kit") << "a token of no user";
  EXPECT_EQ(seen_by(user_id{"user_1"}, events), "2");
  EXPECT_EQ(seen_by(user_id{"user_2"}, events), "0");
}

// Bounds of time and place decide where reading begins; they must find what a full read finds.
TEST(Query, FindsTheSameByAnyBound) {
  asked_record record;
  const auto all = record.ask("select position, at from events order by position");
  ASSERT_TRUE(all);
  for (const auto& row : all->rows) {
    const auto position = std::to_string(std::get<std::int64_t>(row[0]));
    const auto at = "'" + std::get<std::string>(row[1]) + "'";
    for (const std::string table : {"events", "audit"})
      for (const std::string compare : {"<", "<=", "=", ">", ">="}) {
        const auto select = "select position from " + table + " where ";
        // The plus takes the column out of the planner's sight: everything is read.
        EXPECT_EQ(record.text(select + "at " + compare + at),
                  record.text(select + "+at " + compare + at));
        EXPECT_EQ(record.text(select + "position " + compare + position),
                  record.text(select + "+position " + compare + position));
      }
  }
  EXPECT_EQ(record.text("select count(*) from audit where at >= '2026'"), "4");
  EXPECT_EQ(record.text("select count(*) from audit where at >= '2999'"), "0");
  EXPECT_EQ(record.text("select count(*) from audit where position > 'a'"), "0");
  EXPECT_EQ(record.text("select count(*) from audit where call = 'A' collate nocase"), "1");
  EXPECT_EQ(record.text("select count(*) from audit where call in ('a', 'b', 'x')"), "2");
  EXPECT_EQ(record.text("select count(*) from events where stream = 'session/s-1'"
                        " and position > 3"),
            record.text("select count(*) from events where +stream = 'session/s-1'"
                        " and +position > 3"));
}

TEST(Query, ReadsMoreThanOnePortion) {
  projected_journal journal;
  told_session session{journal, "s-1"};
  session.open();
  constexpr int calls = 600;
  for (int call = 0; call < calls; ++call)
    session.deny("c" + std::to_string(call));
  query_scope scope{journal.views(),
                    [&](journal_position from, const auto& visit) {
                      return read_records(journal.log(), from, visit);
                    },
                    {"org_1"},
                    journal.log().last()};
  auto count = [&](const std::string& table) {
    return asked_record::text_of(
        run_query(scope, "select count(*) from " + table, [] { return false; }));
  };
  EXPECT_EQ(count("audit"), std::to_string(calls));
  EXPECT_EQ(count("events"), std::to_string(calls + 1));
  scope.head = {100};
  EXPECT_EQ(count("audit"), "99") << "what came after the head is not shown";
}

TEST(Query, SaysWhatItCannotUnderstand) {
  asked_record record;
  const auto misspelt = record.ask("select outcom from audit");
  ASSERT_FALSE(misspelt);
  EXPECT_EQ(misspelt.error(), (failure{errc::query_refused, "no such column: outcom"}));
  EXPECT_EQ(record.ask("select \"outcom\" from audit").error().code, errc::query_refused);
}

} // namespace
} // namespace gatehouse
