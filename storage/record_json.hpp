#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"

#include <string>

namespace gatehouse {

/// Returns a record as one JSON object on one line: its envelope and the decoded event. Sealed
/// content stays sealed.
/// Errors: `unknown_event`, `journal_damaged`.
outcome<std::string> record_to_json(const record& one);

} // namespace gatehouse
