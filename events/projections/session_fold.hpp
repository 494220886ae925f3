#pragma once

#include "events/core/record.hpp"
#include "events/projections/session_row.hpp"
#include "events/session/session_events.hpp"

namespace gatehouse {

/// How each event of a session changes its line in the list of sessions. Place and times come from
/// the record `from`. The end of a call changes nothing: calls are counted when they begin.
void fold(session_row& row, const record& from, const session_opened& event);
void fold(session_row& row, const record& from, const call_admitted& event);
void fold(session_row& row, const record& from, const call_denied& event);
void fold(session_row& row, const record& from, const session_closed& event);

} // namespace gatehouse
