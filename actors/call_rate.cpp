#include "actors/call_rate.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::int64_t second_us = 1'000'000;

} // namespace

/// A clock that is set back takes nothing away.
double call_rate::left(const bucket& one, unix_us now) const {
  const auto passed = std::max<std::int64_t>(0, now.value - one.at.value);
  return std::min(per_second_, one.calls + per_second_ * static_cast<double>(passed) / second_us);
}

bool call_rate::admit(const token_id& credential, unix_us now) {
  forget_idle(now);
  auto& one = left_.try_emplace(credential, bucket{per_second_, now}).first->second;
  one = {left(one, now), now};
  if (one.calls < 1)
    return false;
  --one.calls;
  return true;
}

/// Who has all calls left is like who was never here.
void call_rate::forget_idle(unix_us now) {
  if (now.value - swept_.value < second_us && now.value >= swept_.value)
    return;
  swept_ = now;
  std::erase_if(left_, [&](const auto& entry) { return left(entry.second, now) >= per_second_; });
}

} // namespace gatehouse
