#include "storage/stream_versions.hpp"

namespace gatehouse {

std::optional<stream_version> stream_versions::find(const stream_id& stream) {
  if (auto found = recent_.find(stream.value); found != recent_.end())
    return found->second.version;
  auto found = cached_.find(stream.value);
  if (found == cached_.end())
    return std::nullopt;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return found->second->version;
}

void stream_versions::advance(const stream_id& stream, stream_version version,
                              journal_position position) {
  recent_.insert_or_assign(stream.value, recent{version, position});
  touches_.push_back({position, stream.value});
  if (auto found = cached_.find(stream.value); found != cached_.end()) {
    auto stale = found->second;
    cached_.erase(found);
    by_use_.erase(stale);
  }
}

void stream_versions::cache(const stream_id& stream, stream_version version) {
  if (auto found = cached_.find(stream.value); found != cached_.end()) {
    found->second->version = version;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return;
  }
  by_use_.push_front({stream.value, version});
  cached_.emplace(by_use_.front().stream, by_use_.begin());
  if (by_use_.size() <= cached_max_)
    return;
  cached_.erase(by_use_.back().stream);
  by_use_.pop_back();
}

void stream_versions::settle(journal_position covered) {
  while (!touches_.empty() && touches_.front().position <= covered) {
    const auto& touched = touches_.front();
    auto found = recent_.find(touched.stream);
    if (found != recent_.end() && found->second.position == touched.position) {
      cache({touched.stream}, found->second.version);
      recent_.erase(found);
    }
    touches_.pop_front();
  }
}

} // namespace gatehouse
