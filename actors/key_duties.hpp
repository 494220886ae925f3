#pragma once

#include "actors/operator_log.hpp"
#include "actors/startup.hpp"

namespace gatehouse {

/// What the vault and the record owe each other at a start: records rotations of the master key
/// that the vault alone knows of, and again the erasures that it knows and the record does not, for
/// that is one from before them, a restored backup; destroys the keys and secrets whose erasure was
/// recorded and perhaps not carried out, and gives members without a data key one, as folders from
/// before have them. The views are up to the journal's head. Blocks. Errors: those of reading and
/// appending, `key_missing`, `io_failed`.
outcome<nothing> do_key_duties(opened_folder& folder, const clock_source& now,
                               const operator_log& log);

} // namespace gatehouse
