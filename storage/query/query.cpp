#include "storage/query/query.hpp"

#include "events/names/utf8.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/query/query_guard.hpp"
#include "storage/query/query_module.hpp"

#include <list>
#include <memory>
#include <sqlite3.h>

namespace gatehouse {

namespace {

constexpr int steps_per_look = 1'000; ///< of SQLite's machine, between two looks at the clock

struct closer {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }

  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

using connection_ptr = std::unique_ptr<sqlite3, closer>;
using statement_ptr = std::unique_ptr<sqlite3_stmt, closer>;

/// Bounds that SQLite keeps by itself: no text in a query makes it build more than this.
constexpr std::pair<int, int> bounds_of_sqlite[] = {
    {SQLITE_LIMIT_LENGTH, static_cast<int>(limits::query_value_bytes_max)},
    {SQLITE_LIMIT_SQL_LENGTH, static_cast<int>(limits::query_text_bytes_max)},
    {SQLITE_LIMIT_COLUMN, static_cast<int>(limits::query_columns_max)},
    {SQLITE_LIMIT_EXPR_DEPTH, 64},
    {SQLITE_LIMIT_COMPOUND_SELECT, 16},
    {SQLITE_LIMIT_VDBE_OP, 100'000},
    {SQLITE_LIMIT_FUNCTION_ARG, 16},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 0},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

constexpr std::pair<int, int> switches[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0}, // a word in double quotes is a name: a misspelt one is an error
    {SQLITE_DBCONFIG_DQS_DML, 0},
};

int look(void* guard) {
  return static_cast<query_guard*>(guard)->go_on() ? 0 : 1;
}

int authorize(void* guard, int action, const char* first, const char* second, const char*,
              const char*) {
  auto text = [](const char* given) { return given == nullptr ? "" : given; };
  const bool fine = static_cast<query_guard*>(guard)->allows(action, text(first), text(second));
  return fine ? SQLITE_OK : SQLITE_DENY;
}

/// Returns what is said before a query is heard. Naming a table makes SQLite know it, which it may
/// not do any more once the guard stands at the door.
std::string preamble() {
  std::string text = "PRAGMA temp_store = MEMORY;"
                     "CREATE TEMP VIEW calls AS SELECT * FROM audit WHERE decision = 'allow';";
  for (const auto* table : query_tables())
    text.append("SELECT 0 FROM ").append(table->name()).append(" WHERE 0;");
  return text + "SELECT 0 FROM json_each('[]'), json_tree('[]');";
}

/// One query at work, on a connection of its own that holds nothing.
class query_run {
public:
  query_run(query_scope scope, const query_bounds& bounds, std::function<bool()> given_up)
      : bounds_(bounds), guard_(bounds_, std::move(given_up)), session_{std::move(scope), guard_} {
    session_.scope.go_on = [this] { return guard_.go_on(); };
  }

  outcome<query_result> run(std::string_view text) {
    auto good = open();
    if (good)
      good = prepare(text);
    if (good)
      good = collect();
    if (!good)
      return good.error();
    return std::move(result_);
  }

private:
  outcome<nothing> open() {
    static const bool bounded = [] {
      sqlite3_hard_heap_limit64(limits::query_memory_bytes_max);
      return true;
    }();
    static_cast<void>(bounded);
    sqlite3* made = nullptr;
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
    const int opened = sqlite3_open_v2(":memory:", &made, flags, nullptr);
    db_.reset(made);
    if (opened != SQLITE_OK)
      return broken(opened);
    for (const auto& [bound, value] : bounds_of_sqlite)
      sqlite3_limit(made, bound, value);
    for (const auto& [what, value] : switches)
      sqlite3_db_config(made, what, value, nullptr);
    for (const auto* table : query_tables())
      if (auto known =
              register_table(made, bindings_.emplace_back(query_binding{*table, session_}));
          !known)
        return known;
    if (const int ready = sqlite3_exec(made, preamble().c_str(), nullptr, nullptr, nullptr);
        ready != SQLITE_OK)
      return broken(ready);
    sqlite3_progress_handler(made, steps_per_look, look, &guard_);
    sqlite3_set_authorizer(made, authorize, &guard_);
    return nothing{};
  }

  outcome<nothing> prepare(std::string_view text) {
    const char* rest = nullptr;
    statement_ = compile(text, &rest);
    if (!statement_)
      return guard_.reason() ? *guard_.reason() : refused("There is no query in this text.");
    const auto left = text.substr(static_cast<std::size_t>(rest - text.data()));
    if (compile(left, &rest) || guard_.reason())
      return refused("Only one SELECT may be asked at a time.");
    if (sqlite3_column_count(statement_.get()) == 0 ||
        sqlite3_stmt_readonly(statement_.get()) == 0 ||
        sqlite3_stmt_isexplain(statement_.get()) != 0)
      return refused("Only one SELECT may be asked, which changes and loads nothing.");
    for (int at = 0; at < sqlite3_column_count(statement_.get()); ++at)
      result_.columns.emplace_back(sqlite3_column_name(statement_.get(), at));
    return nothing{};
  }

  /// Returns the first statement of `text`; nothing if it holds none or is wrong, which the guard
  /// knows.
  statement_ptr compile(std::string_view text, const char** rest) {
    sqlite3_stmt* made = nullptr;
    const int compiled =
        sqlite3_prepare_v3(db_.get(), text.data(), static_cast<int>(text.size()), 0, &made, rest);
    if (compiled != SQLITE_OK)
      guard_.stop(broken(compiled));
    return statement_ptr{made};
  }

  outcome<nothing> collect() {
    for (;;) {
      const int step = sqlite3_step(statement_.get());
      if (step == SQLITE_DONE)
        return nothing{};
      if (step != SQLITE_ROW)
        return broken(step);
      if (result_.rows.size() == bounds_.rows || bytes_ >= bounds_.answer_bytes) {
        result_.cut = true;
        return nothing{};
      }
      auto& row = result_.rows.emplace_back();
      for (int at = 0; at < sqlite3_column_count(statement_.get()); ++at)
        row.push_back(value_at(at));
    }
  }

  query_value value_at(int at) {
    auto* statement = statement_.get();
    constexpr std::size_t bytes_of_number = 8;
    bytes_ += bytes_of_number;
    switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, at)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, at);
    case SQLITE_NULL:
      return {};
    default: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, at));
      std::string_view text(bytes == nullptr ? "" : bytes,
                            static_cast<std::size_t>(sqlite3_column_bytes(statement, at)));
      bytes_ += text.size();
      return sqlite3_column_type(statement, at) == SQLITE_BLOB ? to_hex(text) : std::string{text};
    }
    }
  }

  /// Returns why SQLite stopped: the reason we know, or what it says.
  failure broken(int code) {
    if (guard_.reason())
      return *guard_.reason();
    switch (code & 0xff) {
    case SQLITE_NOMEM:
      return {errc::query_exceeded, "The query needs more memory than the " +
                                        std::to_string(limits::query_memory_bytes_max >> 20) +
                                        " MiB that queries may use; ask for less at once."};
    case SQLITE_TOOBIG:
      return {errc::query_exceeded,
              "A value or the query itself is larger than its bound; see limits.md."};
    default:
      return refused(db_ ? sqlite3_errmsg(db_.get()) : sqlite3_errstr(code));
    }
  }

  static failure refused(const std::string& why) { return {errc::query_refused, why}; }

  query_bounds bounds_;
  query_guard guard_;
  query_session session_;
  std::list<query_binding> bindings_;
  connection_ptr db_;
  statement_ptr statement_;
  query_result result_;
  std::size_t bytes_ = 0;
};

} // namespace

outcome<nothing> check_query_text(std::string_view text) {
  if (text.size() > limits::query_text_bytes_max)
    return failure{errc::query_refused, "A query has at most " +
                                            std::to_string(limits::query_text_bytes_max) +
                                            " bytes."};
  if (text.find('\0') != std::string_view::npos || well_formed_utf8_length(text) != text.size())
    return failure{errc::query_refused, "A query is text: valid UTF-8 without a zero byte."};
  if (text.find_first_not_of(" \t\r\n;") == std::string_view::npos)
    return failure{errc::query_refused, "There is no query in this text."};
  return nothing{};
}

outcome<query_result> run_query(query_scope scope, std::string_view text,
                                std::function<bool()> given_up, const query_bounds& bounds) {
  if (auto good = check_query_text(text); !good)
    return good.error();
  return query_run{std::move(scope), bounds, std::move(given_up)}.run(text);
}

} // namespace gatehouse
