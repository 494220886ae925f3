#pragma once

#include "events/audit/audit_entry.hpp"
#include "events/core/record.hpp"
#include "events/session/session_events.hpp"

namespace gatehouse {

/// How each event of a session changes the audit entry of a call. Who, where and when come from the
/// record `from`, whose times never decrease along the journal; the rest comes from the event.
///
/// An opening is not about a call: folded into an empty entry it gives what the entries of all
/// calls of that session begin as.
void fold(audit_entry& entry, const record& from, const session_opened& event);
void fold(audit_entry& entry, const record& from, const call_admitted& event);
void fold(audit_entry& entry, const record& from, const call_denied& event);
void fold(audit_entry& entry, const record& from, const call_completed& event);
void fold(audit_entry& entry, const record& from, const call_failed& event);
void fold(audit_entry& entry, const record& from, const call_interrupted& event);

} // namespace gatehouse
