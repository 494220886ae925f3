#pragma once

#include "events/core/ids.hpp"
#include "events/core/outcome.hpp"
#include "events/core/record.hpp"
#include "storage/projection_step.hpp"
#include "storage/view_store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse {

/// A value as SQL has it; std::monostate is NULL.
using query_value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// What a query may see: one organization's part of the record, up to `head`.
///
/// Ownership: `views` must outlive it.
struct query_scope {
  const view_store& views;
  record_reader records; ///< of the log of a server at work, or of a folder
  org_id org;            ///< never empty
  journal_position head;
  std::optional<user_id> viewer = {}; ///< who sees no other user's own connections and toolkits;
                                      ///< nothing: the operator, who sees all
  std::function<outcome<nothing>()> go_on = [] { return nothing{}; }; ///< asked while rows are
                                                                      ///< passed over
};

/// A column, as SQL and docs/query.md know it.
struct query_column {
  std::string_view name;
  std::string_view type; ///< TEXT or INTEGER
  std::string_view meaning;
};

/// How a WHERE clause bounds a column. It is a hint for reading less: SQL checks every row again.
enum class bound_kind : std::uint8_t { equal, at_least, at_most };

struct column_bound {
  std::string_view column;
  bound_kind how = bound_kind::equal;
  query_value value;
};

/// The rows of one reading of a table.
///
/// Thread rule: one thread. Ownership: the scope must outlive it.
class query_rows {
public:
  virtual ~query_rows() = default;

  /// Goes to the next row, at first to the first one; false at the end.
  virtual outcome<bool> next() = 0;

  /// Returns the value of the current row in a column.
  virtual outcome<query_value> value(std::size_t column) const = 0;
};

/// A table of the record. Its rows come from the organization of the scope: no query can name
/// another.
///
/// Thread rule: immutable, any thread.
class query_table {
public:
  virtual ~query_table() = default;

  virtual std::string_view name() const = 0;
  virtual const std::vector<query_column>& columns() const = 0;

  /// Returns whether such a bound makes reading cheaper.
  virtual bool is_key(std::string_view column, bound_kind how) const = 0;

  virtual std::unique_ptr<query_rows> open(const query_scope& scope,
                                           const std::vector<column_bound>& bounds) const = 0;
};

/// Returns every table there is, in the order of docs/query.md.
/// Ownership: they live as long as the program.
const std::vector<const query_table*>& query_tables();

const query_table& audit_query_table();
const query_table& sessions_query_table();
const query_table& toolkits_query_table();
const query_table& connections_query_table();
const query_table& events_query_table();

} // namespace gatehouse
