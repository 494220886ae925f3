#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"

#include <string>

namespace gatehouse {

/// Copies the checkpoints of the log in the folder `from` that are about no more than the records
/// up to `last` to the folder `to`, which may hold some of them already. Where there are none,
/// nothing is made.
/// Errors: `checkpoint_invalid`, `io_failed`.
outcome<nothing> copy_checkpoints(const std::string& from, const std::string& to,
                                  journal_position last);

} // namespace gatehouse
