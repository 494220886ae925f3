#pragma once

#include "events/core/limits.hpp"
#include "storage/query/query_table.hpp"

#include <cstddef>
#include <string>

namespace gatehouse {

/// Where a part of a dump ends.
struct dump_bounds {
  std::size_t records = limits::export_items_max;
  std::size_t bytes = limits::query_answer_bytes_max; ///< and the line that goes over it
  std::size_t passed = limits::page_rows_max * limits::export_pages_max; ///< records looked at
};

/// A part of what the record holds of an organization.
struct dump_part {
  std::string lines;     ///< what record_to_json() says of each record
  journal_position seen; ///< where to go on
  bool is_last = true;
};

/// Returns the records behind `after`, up to the head of the scope, that it may see: what an
/// administrator of an organization is given of the log.
///
/// Thread rule: any thread; blocks. The scope's `go_on` is asked now and then.
/// Errors: those of reading and of record_to_json(), what `go_on` says.
outcome<dump_part> dump_records(const query_scope& scope, journal_position after,
                                const dump_bounds& bounds = {});

} // namespace gatehouse
