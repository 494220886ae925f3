#pragma once

#include "events/audit/audit_entry.hpp"
#include "events/core/outcome.hpp"
#include "storage/view_store.hpp"

namespace gatehouse {

/// Returns the position of the record that ended a call. Looks at the copies of its session's
/// stream behind the decision.
/// Errors: `not_found` (it has not ended, or was denied and so never began), those of reading.
outcome<journal_position> find_end_of_call(const stream_copies& copies, const audit_entry& call);

} // namespace gatehouse
