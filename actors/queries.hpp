#pragma once

#include "actors/caller.hpp"
#include "events/audit/audit_summary.hpp"
#include "events/core/outcome.hpp"
#include "storage/projections/audit_query.hpp"
#include "storage/query/audit_news.hpp"
#include "storage/query/org_dump.hpp"
#include "storage/query/query.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace gatehouse {

/// The reads of the record. Each waits for the journal head seen when it arrived, so whoever got an
/// answer finds its entry. Cursors are stable under writes: an entry keeps its place.
///
/// Thread rule and callbacks as in gateway.hpp; the work is done on the reader thread.
/// Errors: `invalid_argument` (a cursor that is none of ours), `not_found`, `deadline_passed`.
class queries {
public:
  template <class T> using answer = std::function<void(outcome<T>)>;

  virtual ~queries() = default;

  virtual void audit(audit_filter filter, page_request page_wanted,
                     answer<page<audit_entry>> done) = 0;
  virtual void audit_call(org_id org, call_id id, answer<audit_entry> done) = 0;
  /// Returns a session of whatever org; whoever asks has to check it. Errors: `session_not_found`.
  virtual void session(session_id id, answer<session_row> done) = 0;
  virtual void sessions(org_id org, page_request page_wanted, answer<page<session_row>> done) = 0;

  /// Returns what came beyond `after` of the entries that match, for a follower.
  virtual void audit_news(audit_filter filter, journal_position after,
                          answer<gatehouse::audit_news> done) = 0;

  // -- reads that may take long -------------------------------------------------------------------
  // At most limits::queries_running_max at a time, on threads of their own: one more is
  // `overloaded`. Whoever asked sets the flag to give up.

  using give_up_flag = std::shared_ptr<const std::atomic<bool>>;

  /// Counts the entries that match, which `filter` must bind to an organization.
  virtual void audit_summary(audit_filter filter, give_up_flag given_up,
                             answer<gatehouse::audit_summary> done) = 0;

  /// Answers one SELECT over the record of `org`, as `by` may see it. The query is on the record
  /// before anything is read. Errors: those of run_query, `journal_failed`.
  virtual void query(const caller& by, org_id org, std::string text, give_up_flag given_up,
                     answer<query_result> done) = 0;

  /// Returns the part behind `after` of the records of `org` that `by` may see. That it was asked
  /// for is on the record before anything is read. Errors: those of dump_records, `journal_failed`.
  virtual void dump(const caller& by, org_id org, journal_position after, give_up_flag given_up,
                    answer<dump_part> done) = 0;
};

} // namespace gatehouse
