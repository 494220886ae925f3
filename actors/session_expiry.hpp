#pragma once

#include "events/core/ids.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatehouse {

/// When each open session was last used, live or passivated, in as little memory as it takes: 16
/// bytes of UUID and a time. Sessions idle beyond the expiry are closed.
///
/// Thread rule: one thread (the directory's).
class session_expiry_table {
public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr auto sweep_interval = std::chrono::seconds{10};

  /// Ids that are no UUIDs are ignored: no session has such an id.
  void touch(std::string_view id, time_point now);
  /// Returns the sessions not used for `expiry` and forgets them.
  std::vector<session_id> take_expired(time_point now, std::chrono::milliseconds expiry);

  /// Takes back a session that could not be closed, as not used since `then`; nothing if it was
  /// used meanwhile.
  void put_back(const session_id& id, time_point then);

  std::size_t size() const noexcept { return last_used_.size(); }

private:
  using key = std::array<std::uint8_t, 16>;

  struct key_hash {
    std::size_t operator()(const key& k) const noexcept;
  };

  std::unordered_map<key, std::uint32_t, key_hash> last_used_; ///< seconds of the steady clock
};

} // namespace gatehouse
