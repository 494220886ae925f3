#include "actors/catalog.hpp"

namespace gatehouse {

std::shared_ptr<const catalog> catalogs::find(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  auto found = catalogs_.find(id);
  return found == catalogs_.end() ? nullptr : found->second;
}

void catalogs::put(const connection_id& id, std::shared_ptr<const catalog> one) {
  std::unique_lock lock{mutex_};
  catalogs_[id] = std::move(one);
  slow_.erase(id);
  stale_.erase(id);
}

void catalogs::erase(const connection_id& id) {
  std::unique_lock lock{mutex_};
  catalogs_.erase(id);
  loads_.erase(id);
  slow_.erase(id);
  stale_.erase(id);
  connecting_.erase(id);
}

void catalogs::note_stale(const connection_id& id) {
  std::unique_lock lock{mutex_};
  if (catalogs_.contains(id))
    stale_.insert(id);
}

void catalogs::note_listed(const connection_id& id) {
  std::unique_lock lock{mutex_};
  stale_.erase(id);
}

bool catalogs::is_stale(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  return stale_.contains(id);
}

void catalogs::note_connecting(const connection_id& id, bool on) {
  std::unique_lock lock{mutex_};
  if (on)
    connecting_.insert(id);
  else
    connecting_.erase(id);
}

bool catalogs::is_connecting(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  return connecting_.contains(id);
}

std::shared_ptr<connection_load> catalogs::load_of(const connection_id& id) {
  std::unique_lock lock{mutex_};
  auto& load = loads_[id];
  if (!load)
    load = std::make_shared<connection_load>();
  return load;
}

void catalogs::note_slow(const connection_id& id) {
  std::unique_lock lock{mutex_};
  if (!catalogs_.contains(id))
    slow_.insert(id);
}

bool catalogs::is_slow(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  return slow_.contains(id);
}

} // namespace gatehouse
