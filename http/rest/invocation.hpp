#pragma once

#include "actors/client_request.hpp"
#include "events/audit/audit_entry.hpp"

#include <string>

namespace gatehouse {

// What tools/invoke answers, as JSON. A refusal is an answer too: `ok` is false, and `error` says
// why in one of five codes: validation_error, not_found, forbidden, requires_approval,
// internal_error.

/// The tool answered: `output` is its result, whole. A result that is an error is not `ok`.
std::string show_answer(const std::string& tool, const call_answer& answer);
std::string show_refusal(const std::string& tool, const failure& why);

/// A call that was made before, under the same key. Its result is not in the record, but its digest
/// is: whoever has the first answer can compare.
std::string show_replayed(const std::string& tool, const audit_entry& entry);

} // namespace gatehouse
