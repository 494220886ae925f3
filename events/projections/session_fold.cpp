#include "events/projections/session_fold.hpp"

namespace gatehouse {

void fold(session_row& row, const record& from, const session_opened& event) {
  row.session = event.session;
  row.org = event.org;
  row.principal = event.principal;
  row.toolkit = event.toolkit;
  row.resource = event.resource;
  row.protocol_version = event.protocol_version;
  row.client_name = event.client_name;
  row.client_version = event.client_version;
  row.opened = from.at;
  row.position = from.position;
}

void fold(session_row& row, const record&, const call_admitted&) {
  ++row.calls;
}

void fold(session_row& row, const record&, const call_denied&) {
  ++row.calls;
}

void fold(session_row& row, const record& from, const session_closed& event) {
  row.closed = from.at;
  row.close_reason = name_of(event.reason);
}

} // namespace gatehouse
