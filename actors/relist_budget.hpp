#pragma once

#include "events/core/limits.hpp"

#include <algorithm>
#include <chrono>

namespace gatehouse {

/// How often a server may have its lists fetched by saying that they changed: limits::relist_burst
/// times in a row, then once per limits::relist_pause. A server that never stops costs a bounded
/// number of events a day.
class relist_budget {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = time_point::duration;

  /// Takes one listing and returns zero, or takes none and returns how long to wait for one.
  duration take(time_point now) {
    // The time at which everything taken so far will have been earned again.
    const auto earned = std::max(earned_, now);
    const duration ahead = earned - now;
    const duration most = limits::relist_pause * (limits::relist_burst - 1);
    if (ahead > most)
      return ahead - most;
    earned_ = earned + limits::relist_pause;
    return duration::zero();
  }

private:
  time_point earned_{};
};

} // namespace gatehouse
