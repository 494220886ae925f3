#pragma once

#include "events/core/time.hpp"

#include <string>

namespace gatehouse {

/// Returns `at` in UTC with microseconds, e.g. "2026-11-20T09:58:55.123456Z" (RFC 3339, which knows
/// the years 0000 to 9999 only: times beyond them come out as the nearest it can say).
std::string to_rfc3339(unix_us at);

} // namespace gatehouse
