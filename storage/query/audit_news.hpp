#pragma once

#include "storage/projection_step.hpp"
#include "storage/projections/audit_query.hpp"

#include <vector>

namespace gatehouse {

/// An entry as it is since the record at `position`, which began or ended its call.
struct audit_change {
  journal_position position;
  audit_entry entry;
};

struct audit_news {
  std::vector<audit_change> changes; ///< in the order of the journal
  journal_position seen;             ///< where to go on; `head` if there is no more
};

/// Returns what came beyond `after`, up to `head`, of the entries that match: a call once when it
/// begins and once when it ends, as its entry is by now. `filter` must name an organization.
/// Bounds: limits::page_items_max changes and page_rows_max records looked at; then `seen` says
/// where to go on. Errors: those of find_audit and of reading.
outcome<audit_news> find_news(const view_store& views, const record_reader& records,
                              const audit_filter& filter, journal_position after,
                              journal_position head);

} // namespace gatehouse
