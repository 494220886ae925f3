#pragma once

#include <compare>
#include <cstdint>

namespace gatehouse {

/// A point in time: microseconds since 1970-01-01T00:00:00Z. Always an input, never asked for here.
struct unix_us {
  std::int64_t value = 0;

  friend bool operator==(unix_us, unix_us) = default;
  friend auto operator<=>(unix_us, unix_us) = default;
};

} // namespace gatehouse
