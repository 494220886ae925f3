#pragma once

#include "storage/past/moment.hpp"

#include <string>

namespace gatehouse {

/// Returns the state of a stream at a moment as one JSON object: `stream`, `version`, `position`
/// and `at` of its last record then, and `state`. Errors: `not_found` (it had no record then),
/// `gone` (no record of a session is here, but some are archived), `unknown_event` (also a kind of
/// stream), those of read_until.
outcome<std::string> state_at(const log_store& log, const stream_id& stream, const moment& at);

} // namespace gatehouse
