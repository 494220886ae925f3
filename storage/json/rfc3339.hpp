#pragma once

#include "events/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns `at` in UTC with microseconds, e.g. "2026-11-20T09:58:55.123456Z" (RFC 3339, which knows
/// the years 0000 to 9999 only: times beyond them come out as the nearest it can say).
std::string to_rfc3339(unix_us at);

/// Returns the point in time of an RFC 3339 date-time, nothing if `text` is none. Digits beyond
/// microseconds are dropped; a leap second counts as the second before it.
std::optional<unix_us> from_rfc3339(std::string_view text);

} // namespace gatehouse
