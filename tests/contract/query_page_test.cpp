#include "tests/support/asked_record.hpp"
#include "tests/support/golden_file.hpp"

#include <vector>

namespace gatehouse {
namespace {

struct example {
  const char* asks;
  const char* sql;
};

/// Each finds something in an asked_record.
const std::vector<example>& examples() {
  static const std::vector<example> all{
      {"Who called which tool, how often, and how often in vain?",
       "SELECT principal, tool, count(*) AS calls, sum(decision = 'deny') AS denied\n"
       "FROM audit GROUP BY principal, tool ORDER BY calls DESC"},
      {"What was denied since January, and by which rule?",
       "SELECT at, principal, tool, reason, pattern, rule\n"
       "FROM audit WHERE decision = 'deny' AND at >= '2026-01' ORDER BY at"},
      {"How long do the tools of each connection take?",
       "SELECT n.address, count(*) AS calls, round(avg(c.duration_us) / 1000.0, 1) AS mean_ms,\n"
       "       max(c.duration_us) / 1000 AS longest_ms\n"
       "FROM calls c JOIN connections n ON n.connection = c.connection GROUP BY n.address"},
      {"Which calls have not ended?",
       "SELECT at, call, tool, session FROM calls WHERE outcome = 'open'"},
      {"In which sessions was something denied, most often first?",
       "SELECT s.session, s.client_name, sum(a.decision = 'deny') AS denied\n"
       "FROM sessions s JOIN audit a ON a.session = s.session\n"
       "GROUP BY s.session, s.client_name HAVING denied > 0 ORDER BY denied DESC"},
      {"Which toolkits block something?",
       "SELECT slug, value ->> 'pattern' AS pattern FROM toolkits, json_each(policies)\n"
       "WHERE live AND value ->> 'action' = 'block'"},
      {"Who changed the rules of a toolkit, and when?",
       "SELECT at, principal, type, event ->> '$.rule.pattern' AS pattern FROM events\n"
       "WHERE stream = 'toolkit/tk_1' AND type LIKE 'toolkit.policy%'"},
      {"What happened in a session, step by step?",
       "SELECT position, at, type, event FROM events WHERE stream = 'session/s-1'"},
  };
  return all;
}

const char* opening() {
  return "# Querying the record\n\n"
         "`gatehouse query` answers one SELECT over an organization's record: its audit, sessions, "
         "toolkits,\nconnections and events, in the SQL of "
         "[SQLite](https://sqlite.org/lang.html).\n\n"
         "```\n"
         "gatehouse query \"select tool, count(*) from audit group by tool\" --org acme\n"
         "gatehouse query - --org acme --csv < question.sql > answer.csv\n"
         "gatehouse query \"select * from sessions\" --org acme --data /var/lib/gatehouse --json\n"
         "```\n\n"
         "Through a gateway it takes an administrator of the organization, and the query is on the "
         "record, as\n`instance.record_queried`, before anything is read. With `--data` it reads a "
         "data folder, or a copy\nof one, without a gateway; there is nobody to record it. Over "
         "REST "
         "it is\n`POST /api/v1/orgs/{org}/query` with `{\"sql\":\"...\"}`; the answer is\n"
         "`{\"columns\":[...],\"rows\":[[...]],\"cut\":false}`.\n\n"
         "**What a query sees.** The rows of one organization: the tables hold no others, so no "
         "query "
         "can\nask for them. A user's own toolkits and connections are that user's. Arguments and "
         "results are not\nhere: the record has their digests, and what was captured of arguments "
         "is "
         "sealed. A query sees all\nthat was recorded when it arrived. Sessions that were "
         "[archived](operating.md#archiving) are not here;\nwith `--data`, each `--archive "
         "SEGMENT` "
         "brings its own back.\n\n"
         "**What it may do.** One SELECT, with WITH (also RECURSIVE), window functions and JSON. "
         "Nothing that\nwrites, attaches, configures or explains, no parameters, and these "
         "functions: "
         "the aggregates (`count`,\n`sum`, `total`, `avg`, `min`, `max`, `group_concat`), window "
         "functions, `abs`, `coalesce`, `glob`,\n`ifnull`, `iif`, `length`, `like`, `lower`, "
         "`nullif`, `round`, `substr`, `typeof`, `upper`, those of date\nand time, and "
         "`json_array_length`, `json_extract`, `json_type`, `json_valid`, `->`, `->>`, with "
         "the\ntables "
         "`json_each` and `json_tree`. Anything else is `query_refused`.\n\n"
         "**What it may take.** The bounds are in [limits.md](limits.md), under \"the record\": "
         "over "
         "those of time\nand memory it is `query_exceeded`; an answer over those of rows and bytes "
         "ends early, and says so in\n`cut`. Two queries run at a time.\n\n"
         "**What is fast.** Reading begins and ends where `at` (of sessions: `opened`) and "
         "`position` "
         "say, and\ngoes straight to a row for `call`, `session`, `toolkit`, `connection` in the "
         "table "
         "of that name\n(`call` in `audit`), and for `stream` in `events`. Times are text in UTC "
         "such "
         "as\n`2026-01-31T12:00:00.000000Z`: a part of one, as `'2026-01'`, compares as it should. "
         "Empty fields are\nNULL.\n";
}

std::string query_page() {
  std::string page = opening();
  for (const auto* table : query_tables()) {
    page +=
        "\n## " + std::string{table->name()} + "\n\n| column | type | meaning |\n|---|---|---|\n";
    for (const auto& column : table->columns())
      page += "| `" + std::string{column.name} + "` | " + std::string{column.type} + " | " +
              std::string{column.meaning} + " |\n";
    if (table->name() == "audit")
      page += "\nThe view `calls` has the same columns, and of the rows those that were allowed.\n";
  }
  page += "\n## Examples\n";
  for (const auto& one : examples())
    page += "\n" + std::string{one.asks} + "\n\n```sql\n" + one.sql + "\n```\n";
  return page + "\nThis page is made from the tables; a test runs its examples.\n";
}

TEST(QueryPage, EqualsTheTables) {
  EXPECT_TRUE(page_holds("docs/query.md", query_page()));
}

TEST(QueryPage, HasExamplesThatFindSomething) {
  asked_record record;
  for (const auto& one : examples()) {
    const auto answer = record.ask(one.sql);
    ASSERT_TRUE(answer) << one.sql << ": " << answer.error().detail;
    EXPECT_FALSE(answer->rows.empty()) << one.sql;
  }
}

} // namespace
} // namespace gatehouse
