#pragma once

#include "events/core/outcome.hpp"
#include "storage/rocksdb_database.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// The key of family `meta` that says by which version of the layout a database was written.
inline constexpr std::string_view schema_key = "schema";

/// Compares the schema version `found` with the one that `layout` knows.
/// Errors: `journal_newer`, `journal_damaged` (no number).
outcome<nothing> check_schema(const std::string& found, const database_layout& layout);

/// Refuses a newer database before opening it for writing, which already changes files. Whatever
/// else is wrong is left for the real opening to report. Errors: `journal_newer`,
/// `journal_damaged`.
outcome<nothing> refuse_newer(const database_layout& layout);

/// Refuses to follow a database with a broken table or write-ahead log. A follower waits for files
/// that it cannot read yet, and until then shows an older state, or none, as if that were all.
/// Errors: `journal_damaged`, `io_failed`.
outcome<nothing> refuse_broken(const database_layout& layout);

/// Refuses a folder that holds data but not the file that says which: RocksDB would take it for a
/// fresh one and delete what is there. Errors: `journal_damaged`.
outcome<nothing> refuse_headless(const std::string& folder);

} // namespace gatehouse
