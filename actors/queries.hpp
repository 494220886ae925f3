#pragma once

#include "events/core/outcome.hpp"
#include "storage/projections/audit_query.hpp"

#include <functional>

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
};

} // namespace gatehouse
