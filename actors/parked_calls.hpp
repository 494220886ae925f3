#pragma once

#include "actors/actors.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace gatehouse {

/// The calls that wait for their client's next round: nobody else knows where they are.
///
/// Thread rule: every member from any thread. Bounds: limits::parked_calls_per_org_max.
class parked_calls {
public:
  /// Returns whether there was room.
  bool put(const call_id& id, const org_id& owner, call_actor call);
  void remove(const call_id& id);

  std::optional<call_actor> find(const call_id& id) const;
  std::vector<call_actor> all() const;
  void clear();

private:
  mutable std::mutex mutex_;
  std::map<call_id, std::pair<org_id, call_actor>> calls_;
  std::map<org_id, std::size_t> of_org_;
};

} // namespace gatehouse
