#pragma once

#include "events/core/ids.hpp"
#include "events/core/time.hpp"

#include <cstddef>
#include <map>

namespace gatehouse {

/// How many calls each credential may make: `per_second` at once, and as many in each second after.
///
/// Thread rule: one thread at a time. Bounds: it remembers the credentials of the last second.
/// Source: MCP, tools and completion, security considerations: calls are rate limited.
class call_rate {
public:
  explicit call_rate(std::size_t per_second) : per_second_(static_cast<double>(per_second)) {}

  /// Returns whether there is a call left for this credential now, and takes it.
  bool admit(const token_id& credential, unix_us now);

  std::size_t remembered() const noexcept { return left_.size(); }

private:
  struct bucket {
    double calls = 0; ///< that are left
    unix_us at;       ///< when they were counted
  };

  double left(const bucket& one, unix_us now) const;
  void forget_idle(unix_us now);

  double per_second_;
  std::map<token_id, bucket> left_;
  unix_us swept_;
};

} // namespace gatehouse
