#pragma once

#include "events/audit/audit_entry.hpp"
#include "events/core/outcome.hpp"
#include "events/projections/session_row.hpp"
#include "storage/projections/page.hpp"

#include <optional>
#include <string>

namespace gatehouse {

/// Which audit entries; empty members match everything.
struct audit_filter {
  org_id org; ///< mandatory but for the operator's reads
  principal_id principal;
  std::string principal_kind; ///< a name of principal_kind
  session_id session;
  toolkit_id toolkit;
  std::string tool;             ///< exposed name or address, exact
  std::string decision;         ///< a name of audit_decision
  std::string outcome;          ///< a name of audit_outcome
  policy_id rule;               ///< the one that decided
  std::optional<unix_us> from;  ///< inclusive
  std::optional<unix_us> until; ///< exclusive
};

// The reads of the audit's and the sessions' rows. They see what the projector has written: whoever
// must see more waits for it first.
// Thread rule: any thread. Errors: `invalid_argument` (page, cursor, a name that is none),
// `not_found`, `io_failed`, `journal_damaged` (the views are; rebuild them).

/// Returns whether `one` is what the filter asks for, but for its time.
bool matches(const audit_filter& filter, const audit_entry& one);

/// Returns `invalid_argument` for a name in `filter` that is none.
outcome<nothing> check_audit_filter(const audit_filter& filter);

/// Returns the entries that match, a page of them. One page looks at no more than
/// limits::page_rows_max entries, so it may be short of items while `next` says that there is more.
outcome<page<audit_entry>> find_audit(const view_store& views, const audit_filter& filter,
                                      const page_request& wanted);

/// Returns the entry of one call. Another org's call is `not_found`, like one that never was; an
/// empty org is the operator, who sees all.
outcome<audit_entry> find_call(const view_store& views, const org_id& org, const call_id& call);

/// Returns the line of a session, of whatever org. Errors: `session_not_found`.
outcome<session_row> find_session(const view_store& views, const session_id& session);

/// Returns the sessions of `org`, open and closed, in the order of their opening.
outcome<page<session_row>> find_sessions(const view_store& views, const org_id& org,
                                         const page_request& wanted);

} // namespace gatehouse
