#pragma once

#include "events/audit/audit_summary.hpp"
#include "storage/projections/audit_query.hpp"
#include "storage/query/query.hpp"

#include <functional>

namespace gatehouse {

/// Counts the entries that match, all of them, whose organization `filter` must name.
///
/// Thread rule: any thread; blocks until done, at most `bounds.time`, unless `given_up`.
/// Errors: `query_exceeded` (time), `cancelled`, those of find_audit.
outcome<audit_summary> summarize_audit(const view_store& views, const audit_filter& filter,
                                       journal_position head, std::function<bool()> given_up,
                                       const query_bounds& bounds = {});

} // namespace gatehouse
