#include "actors/refusal_counter.hpp"

#include <utility>

namespace gatehouse {

std::optional<note_refusals> refusal_counter::note(std::string_view reason, unix_us now) {
  std::scoped_lock lock{mutex_};
  if (counts_.empty())
    since_ = now;
  auto found = counts_.find(reason);
  if (found != counts_.end())
    ++found->second;
  else
    ++counts_[counts_.size() < reasons_max ? std::string{reason} : "other"];
  if (recorded_ != unix_us{} && now.value - recorded_.value < interval_us)
    return std::nullopt;
  return take(now);
}

std::optional<note_refusals> refusal_counter::rest(unix_us now) {
  std::scoped_lock lock{mutex_};
  return counts_.empty() ? std::nullopt : take(now);
}

std::optional<note_refusals> refusal_counter::take(unix_us now) {
  recorded_ = now;
  auto counts = std::exchange(counts_, {});
  return note_refusals{{counts.begin(), counts.end()}, since_, now};
}

} // namespace gatehouse
