#pragma once

#include "http/mcp/turn.hpp"

namespace gatehouse {

/// Returns whether a body that is an array may be handled under this protocol revision. Errors:
/// `invalid_request` (a revision without batches; empty; more than limits::batch_messages_max).
outcome<nothing> check_batch(const json_value& root, std::string_view version);

/// Returns whether one of the messages is an `initialize`, which opens sessions only by itself.
bool holds_initialize(const json_value& root);

/// Handles every message of the body and answers all at once, in their order; with nothing if none
/// of them has an answer.
void answer_batch(const turn_ptr& on, const answered& done);

} // namespace gatehouse
