#include "storage/query/query_module.hpp"

#include <charconv>
#include <cstring>
#include <limits>
#include <sqlite3.h>

/// The virtual tables: how SQLite asks for the rows of a query_table. No exception passes through
/// SQLite: nothing here throws but for want of memory, which ends the process as it does elsewhere.
namespace gatehouse {

namespace {

struct table_handle {
  sqlite3_vtab base{};
  query_binding* binding = nullptr;
};

struct cursor_handle {
  sqlite3_vtab_cursor base{};
  query_binding* binding = nullptr;
  std::unique_ptr<query_rows> rows;
  bool at_end = true;
  sqlite3_int64 row = 0;
};

table_handle& handle_of(sqlite3_vtab* base) {
  return *reinterpret_cast<table_handle*>(base);
}

cursor_handle& handle_of(sqlite3_vtab_cursor* base) {
  return *reinterpret_cast<cursor_handle*>(base);
}

int failed(cursor_handle& cursor, const failure& why) {
  cursor.binding->session.guard.stop(why);
  return SQLITE_ERROR;
}

int connect(sqlite3* db, void* data, int, const char* const*, sqlite3_vtab** made, char**) {
  auto* binding = static_cast<query_binding*>(data);
  std::string declaration = "CREATE TABLE x(";
  for (const auto& column : binding->table.columns())
    declaration.append(declaration.back() == '(' ? "\"" : ",\"")
        .append(column.name)
        .append("\" ")
        .append(column.type);
  if (const int bad = sqlite3_declare_vtab(db, (declaration + ")").c_str()); bad != SQLITE_OK)
    return bad;
  sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  auto handle = std::make_unique<table_handle>();
  handle->binding = binding;
  *made = &handle.release()->base;
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* base) {
  const std::unique_ptr<table_handle> ended{&handle_of(base)};
  return SQLITE_OK;
}

std::optional<bound_kind> kind_of(unsigned char op) {
  switch (op) {
  case SQLITE_INDEX_CONSTRAINT_EQ:
    return bound_kind::equal;
  case SQLITE_INDEX_CONSTRAINT_GT:
  case SQLITE_INDEX_CONSTRAINT_GE:
    return bound_kind::at_least;
  case SQLITE_INDEX_CONSTRAINT_LT:
  case SQLITE_INDEX_CONSTRAINT_LE:
    return bound_kind::at_most;
  default:
    return std::nullopt;
  }
}

/// Says in the plan which bounds the cursor will get: for each its column and its kind.
int best_index(sqlite3_vtab* base, sqlite3_index_info* info) {
  constexpr double all_rows = 1'000'000;
  const auto& table = handle_of(base).binding->table;
  std::string plan;
  int taken = 0;
  info->estimatedCost = all_rows;
  for (int at = 0; at < info->nConstraint; ++at) {
    const auto& one = info->aConstraint[at];
    const auto how = kind_of(one.op);
    if (one.usable == 0 || one.iColumn < 0 || !how ||
        std::strcmp(sqlite3_vtab_collation(info, at), "BINARY") != 0 ||
        !table.is_key(table.columns()[static_cast<std::size_t>(one.iColumn)].name, *how))
      continue;
    info->aConstraintUsage[at].argvIndex = ++taken;
    plan += std::to_string(one.iColumn) + (*how == bound_kind::equal      ? '='
                                           : *how == bound_kind::at_least ? '>'
                                                                          : '<');
    info->estimatedCost /= *how == bound_kind::equal ? all_rows : 4;
  }
  info->estimatedRows = static_cast<sqlite3_int64>(info->estimatedCost) + 1;
  info->idxStr = sqlite3_mprintf("%s", plan.c_str());
  info->needToFreeIdxStr = 1;
  return info->idxStr == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

int open(sqlite3_vtab* base, sqlite3_vtab_cursor** made) {
  auto handle = std::make_unique<cursor_handle>();
  handle->binding = handle_of(base).binding;
  *made = &handle.release()->base;
  return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* base) {
  const std::unique_ptr<cursor_handle> ended{&handle_of(base)};
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base) {
  auto& cursor = handle_of(base);
  auto good = cursor.binding->session.guard.go_on();
  if (!good)
    return failed(cursor, good.error());
  auto more = cursor.rows->next();
  if (!more)
    return failed(cursor, more.error());
  cursor.at_end = !*more;
  ++cursor.row;
  return SQLITE_OK;
}

query_value value_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
  case SQLITE_INTEGER:
    return std::int64_t{sqlite3_value_int64(value)};
  case SQLITE_TEXT: {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
  }
  default:
    return {}; // no key has such a value: then nothing is narrowed
  }
}

int filter(sqlite3_vtab_cursor* base, int, const char* plan, int, sqlite3_value** values) {
  auto& cursor = handle_of(base);
  const auto& table = cursor.binding->table;
  std::vector<column_bound> bounds;
  for (const char* const end = plan + std::strlen(plan); plan < end;) {
    std::size_t column = 0;
    plan = std::from_chars(plan, end, column).ptr;
    const char mark = *plan++;
    const auto how = mark == '='   ? bound_kind::equal
                     : mark == '>' ? bound_kind::at_least
                                   : bound_kind::at_most;
    bounds.push_back({table.columns()[column].name, how, value_of(*values++)});
  }
  cursor.rows = table.open(cursor.binding->session.scope, bounds);
  cursor.row = 0;
  return next(base);
}

int eof(sqlite3_vtab_cursor* base) {
  return handle_of(base).at_end ? 1 : 0;
}

struct result_setter {
  sqlite3_context* context;

  void operator()(std::monostate) const { sqlite3_result_null(context); }

  void operator()(std::int64_t number) const { sqlite3_result_int64(context, number); }

  void operator()(double number) const { sqlite3_result_double(context, number); }

  void operator()(const std::string& text) const {
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
};

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int at) {
  auto& cursor = handle_of(base);
  auto value = cursor.rows->value(static_cast<std::size_t>(at));
  if (!value)
    return failed(cursor, value.error());
  std::visit(result_setter{context}, *value);
  return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* row) {
  *row = handle_of(base).row;
  return SQLITE_OK;
}

/// Without xCreate a table is there by its name alone, and no CREATE can make another.
sqlite3_module make_module() {
  sqlite3_module module{};
  module.xConnect = connect;
  module.xBestIndex = best_index;
  module.xDisconnect = disconnect;
  module.xOpen = open;
  module.xClose = close;
  module.xFilter = filter;
  module.xNext = next;
  module.xEof = eof;
  module.xColumn = column;
  module.xRowid = rowid;
  return module;
}

} // namespace

outcome<nothing> register_table(sqlite3* db, query_binding& binding) {
  static const sqlite3_module module = make_module();
  const std::string name{binding.table.name()};
  if (sqlite3_create_module_v2(db, name.c_str(), &module, &binding, nullptr) != SQLITE_OK)
    return failure{errc::internal, "the table " + name + ": " + sqlite3_errmsg(db)};
  return nothing{};
}

} // namespace gatehouse
