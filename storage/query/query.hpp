#pragma once

#include "events/core/limits.hpp"
#include "storage/query/query_table.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What a query may take. Memory is bounded for all queries of the process together, by
/// limits::query_memory_bytes_max.
struct query_bounds {
  std::chrono::milliseconds time = limits::query_time_max;
  std::size_t rows = limits::query_rows_max;
  std::size_t answer_bytes = limits::query_answer_bytes_max;
};

struct query_result {
  std::vector<std::string> columns;
  std::vector<std::vector<query_value>> rows;
  bool cut = false; ///< ended early: there are more rows than the bounds allow
};

/// Returns whether `text` can be a query at all: within limits::query_text_bytes_max, valid UTF-8,
/// no zero byte, and not blank. Errors: `query_refused`.
outcome<nothing> check_query_text(std::string_view text);

/// Runs one SELECT over the tables of query_tables() and the view `calls`. Nothing else passes: no
/// statement that writes, attaches, configures or loads, no function that is not on a short list,
/// no table but ours and json_each; so no query reaches a file or another organization.
///
/// Thread rule: any thread; blocks until done, at most `bounds.time`. `given_up` is asked now and
/// then, and ends it early.
/// Errors: `query_refused` (not one SELECT, or SQL that makes no sense: the detail says what),
/// `query_exceeded` (time, memory or the size of a value: the detail says which), `cancelled`
/// (given up), what reading says.
outcome<query_result> run_query(query_scope scope, std::string_view text,
                                std::function<bool()> given_up, const query_bounds& bounds = {});

} // namespace gatehouse
