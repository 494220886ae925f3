#pragma once

#include "storage/crypto/master_key.hpp"

#include <string>

namespace gatehouse {

/// Returns a source that runs `command` in a shell each time it is asked and takes what it prints;
/// an empty source for no command. The command's errors go where ours go.
/// Bounds: limits::master_key_bytes_max, master_key_patience. Errors: `key_missing` (it failed,
/// said nothing, said too much, or took too long).
master_key_source key_from_command(const std::string& command);

} // namespace gatehouse
