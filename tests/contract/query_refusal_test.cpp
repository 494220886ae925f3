#include "tests/support/asked_record.hpp"

#include <chrono>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr query_bounds short_time{.time = 200ms};

TEST(QueryRefusal, OfAllThatIsNotOneSelect) {
  asked_record record;
  for (const auto* sql : {"insert into audit values (1)",
                          "update audit set tool = 'x'",
                          "delete from audit",
                          "create table t(x)",
                          "create temp table t(x)",
                          "create view v as select 1",
                          "create trigger t after insert on audit begin select 1; end",
                          "create virtual table t using fts5(x)",
                          "drop view calls",
                          "alter table audit add x",
                          "reindex",
                          "analyze",
                          "vacuum",
                          "vacuum into 'out'",
                          "begin",
                          "commit",
                          "savepoint s",
                          "attach 'file.db' as f",
                          "attach ':memory:' as f",
                          "detach main",
                          "pragma writable_schema = 1",
                          "pragma table_list",
                          "pragma temp_store_directory = 'x'",
                          "explain select 1",
                          "explain query plan select 1",
                          "select 1; select 2",
                          "select 1; drop view calls",
                          "select 1; -- and\nselect 2",
                          "select 1 /* ; */; insert",
                          "",
                          " ;\n",
                          "-- nothing",
                          "/* open",
                          "select 'open",
                          "select ?",
                          "select :a",
                          "select @a"})
    EXPECT_EQ(record.text(sql), "query_refused") << sql;
  EXPECT_EQ(record.text("select 1; -- and no more"), "1");
  EXPECT_EQ(record.text("/* a */ select 1 -- b"), "1");
  EXPECT_EQ(record.text("with x as (select 2 as n) select n from x"), "2");
  EXPECT_EQ(record.text("values (3)"), "3");
}

TEST(QueryRefusal, OfFunctionsAndTablesThatReachOut) {
  asked_record record;
  for (const auto* sql : {"select load_extension('x')",
                          "select readfile('/etc/passwd')",
                          "select writefile('a','b')",
                          "select edit('x')",
                          "select fts3_tokenizer('x')",
                          "select sqlite_version()",
                          "select sqlite_compileoption_get(1)",
                          "select randomblob(9)",
                          "select zeroblob(9)",
                          "select instr('a', 'b')",
                          "select replace('a', 'b', 'c')",
                          "select trim('a', 'b')",
                          "select printf('%d', 1)",
                          "select char(1)",
                          "select hex('a')",
                          "select quote('a')",
                          "select likelihood(1, 0.5)",
                          "select changes()",
                          "select last_insert_rowid()",
                          "select * from sqlite_schema",
                          "select * from sqlite_temp_master",
                          "select * from pragma_table_info('audit')",
                          "select * from pragma_database_list",
                          "select * from dbstat",
                          "select * from sqlite_stmt",
                          "select * from generate_series(1, 9)",
                          "select * from main.nothing"})
    EXPECT_EQ(record.text(sql), "query_refused") << sql;
  const auto named = record.ask("select load_extension('x')");
  EXPECT_THAT(named.error().detail, HasSubstr("load_extension"));
}

TEST(QueryRefusal, OfTextThatIsNone) {
  asked_record record;
  using namespace std::string_literals;
  EXPECT_EQ(record.text("select 1\0; drop"s), "query_refused");
  EXPECT_EQ(record.text("select '\xff'"), "query_refused");
  EXPECT_EQ(record.text("select '\xed\xa0\x80'"), "query_refused");
  const std::string longest(limits::query_text_bytes_max - 9, ' ');
  EXPECT_EQ(record.text("select 12" + longest), "12");
  EXPECT_EQ(record.text("select 123" + longest), "query_refused");
  EXPECT_EQ(record.text("select cast(x'ff' as text)"), "\xff") << "JSON replaces it";
  EXPECT_EQ(record.text("select x'00ff'"), "00ff");
}

TEST(QueryBounds, OfTimeHoldAlsoWhereNoRowIsFound) {
  asked_record record;
  const std::string forever = "with recursive n(x) as (select 1 union all select x + 1 from n) ";
  for (const auto& sql :
       {forever + "select count(*) from n", forever + "select x from n where x < 0",
        std::string{"select count(*) from events a, events b, events c, events d, events e,"
                    " events f, events g where a.version + b.version + c.version < 0"},
        std::string{"with a(x) as (values (1), (2)), b as (select p.x from a p, a q),"
                    " c as (select p.x from b p, b q), d as (select p.x from c p, c q),"
                    " e as (select p.x from d p, d q), f as (select p.x from e p, e q)"
                    " select count(*) from f p, f q"}}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto answer = record.ask(sql, short_time);
    ASSERT_FALSE(answer) << sql;
    EXPECT_EQ(answer.error().code, errc::query_exceeded) << sql << answer.error().detail;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s) << sql;
  }
}

TEST(QueryBounds, OfMemoryHold) {
  asked_record record;
  const std::string many = "with recursive n(x) as (select 1 union all select x + 1 from n limit"
                           " 100000000) ";
  for (const auto& sql :
       {many + "select group_concat(x) from n", many + "select x from n order by x desc"}) {
    const auto answer = record.ask(sql, {.time = 100s});
    ASSERT_FALSE(answer) << sql;
    EXPECT_EQ(answer.error().code, errc::query_exceeded) << answer.error().detail;
  }
  EXPECT_EQ(record.text("select 1"), "1") << "what was too much is given back";
}

TEST(QueryBounds, EndAnAnswerEarly) {
  asked_record record;
  const std::string rows = "with recursive n(x) as (select 1 union all select x + 1 from n limit ";
  const auto full = record.ask(rows + "3) select x from n", {.rows = 3});
  ASSERT_TRUE(full);
  EXPECT_FALSE(full->cut);
  const auto cut = record.ask(rows + "4) select x from n", {.rows = 3});
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->rows.size(), 3U);
  EXPECT_TRUE(cut->cut);
  const auto large = record.ask(rows + "9) select 'ten bytes.' from n", {.answer_bytes = 30});
  ASSERT_TRUE(large) << large.error().detail;
  EXPECT_TRUE(large->cut);
  EXPECT_EQ(large->rows.size(), 2U);
}

TEST(QueryBounds, OfColumnsDepthAndLengthHold) {
  asked_record record;
  std::string columns = "1";
  for (std::size_t at = 1; at < limits::query_columns_max; ++at)
    columns += ",1";
  EXPECT_NE(record.text("select " + columns), "query_refused");
  EXPECT_EQ(record.text("select " + columns + ",1"), "query_refused");
  EXPECT_EQ(record.text("select " + std::string(20, '(') + "1" + std::string(20, ')')), "1");
  EXPECT_EQ(record.text("select " + std::string(200, '(') + "1" + std::string(200, ')')),
            "query_refused");
  std::string sum = "1";
  for (int at = 0; at < 200; ++at)
    sum = "(" + sum + "+call)";
  EXPECT_EQ(record.text("select " + sum + " from audit"), "query_refused");
  EXPECT_EQ(record.text("select 1 where 'a' like '" + std::string(300, '%') + "'"),
            "query_refused");
}

TEST(QueryBounds, LetAQueryBeGivenUp) {
  asked_record record;
  int looks = 0;
  const auto answer = run_query(
      record.scope(),
      "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n",
      [&] { return ++looks > 100; });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, errc::cancelled) << answer.error().detail;
}

} // namespace
} // namespace gatehouse
