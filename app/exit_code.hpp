#pragma once

#include "events/core/outcome.hpp"

namespace gatehouse {

/// How the process says what happened; docs/cli.md lists them.
enum class exit_code : int {
  ok = 0,
  failed = 1,     ///< an outage: no connection, a server's or a file's failure
  usage = 2,      ///< the arguments make no sense
  refused = 3,    ///< the gateway said no: not authorized, not found, conflict, denied
  tool_error = 4, ///< the tool ran and reported an error
  damaged = 5     ///< a record, a backup or a proof is not what was written
};

/// Returns the exit code of a failure.
exit_code exit_code_of(const failure& why);

} // namespace gatehouse
