#pragma once

#include "events/core/ids.hpp"
#include "storage/view_store.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// The keys of the rows of sessions, built as those of the audit are.
///
///   row/ org 00 position  -> the line of a session, as fields of session_row
///   session/ session      -> the key of that line
///   open/ session         -> nothing; there while the session is open
///   call/ session 00 call -> nothing; there while the call is open, be the session or not
struct session_keys {
  static std::string lines(const org_id& org);
  static std::string line(const org_id& org, journal_position position);
  static std::string session(const session_id& session);
  static std::string open(const session_id& session);
  static std::string call(const session_id& session, const call_id& call);
};

/// The list of sessions, and what a process that has crashed left open.
class session_projection final : public projection {
public:
  std::string_view name() const override { return "sessions"; }

  std::uint32_t version() const override { return 1; }

  outcome<nothing> apply(const record& one, rows& table) const override;
};

/// Returns the sessions that are open, in the order of their ids.
outcome<std::vector<session_id>> open_sessions(const view_store& views);

/// Returns the sessions with a call that was admitted and has not ended, in the order of their ids.
/// After a crash these calls are interrupted, also those of sessions that are closed.
outcome<std::vector<session_id>> sessions_with_open_calls(const view_store& views);

} // namespace gatehouse
