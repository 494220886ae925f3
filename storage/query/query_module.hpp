#pragma once

#include "storage/query/query_guard.hpp"
#include "storage/query/query_table.hpp"

struct sqlite3;

namespace gatehouse {

/// What the tables of one connection to SQLite share.
struct query_session {
  query_scope scope;
  query_guard& guard;
};

/// A table as one connection knows it.
struct query_binding {
  const query_table& table;
  query_session& session;
};

/// Makes the table known to the connection, under its own name, without a CREATE.
/// Ownership: `binding` must outlive the connection. Errors: `internal`.
outcome<nothing> register_table(sqlite3* db, query_binding& binding);

} // namespace gatehouse
