#include "actors/parked_calls.hpp"

namespace gatehouse {

bool parked_calls::put(const call_id& id, const org_id& owner, call_actor call) {
  std::scoped_lock lock{mutex_};
  auto& count = of_org_[owner];
  if (count >= limits::parked_calls_per_org_max)
    return false;
  if (calls_.emplace(id, std::pair{owner, std::move(call)}).second)
    ++count;
  return true;
}

void parked_calls::remove(const call_id& id) {
  std::scoped_lock lock{mutex_};
  auto found = calls_.extract(id);
  if (!found)
    return;
  auto count = of_org_.find(found.mapped().first);
  if (--count->second == 0)
    of_org_.erase(count);
}

std::optional<call_actor> parked_calls::find(const call_id& id) const {
  std::scoped_lock lock{mutex_};
  auto found = calls_.find(id);
  return found == calls_.end() ? std::nullopt : std::optional{found->second.second};
}

void parked_calls::clear() {
  std::scoped_lock lock{mutex_};
  calls_.clear();
  of_org_.clear();
}

std::vector<call_actor> parked_calls::all() const {
  std::scoped_lock lock{mutex_};
  std::vector<call_actor> found;
  for (const auto& [id, one] : calls_)
    found.push_back(one.second);
  return found;
}

} // namespace gatehouse
