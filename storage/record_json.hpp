#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns a record as one JSON object on one line: its envelope and the decoded event. Sealed
/// content stays sealed.
/// Errors: `unknown_event`, `journal_damaged`.
outcome<std::string> record_to_json(const record& one);

/// The name of an event's type, and the event as one JSON object.
struct event_text {
  std::string_view type;
  std::string json;
};

/// Returns the event of a record, without its envelope. Errors: as record_to_json.
outcome<event_text> event_to_json(const record& one);

} // namespace gatehouse
