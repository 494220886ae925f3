#include "storage/crypto/key_cache.hpp"

#include "events/core/limits.hpp"

namespace gatehouse {

// The labels are part of the format: docs/formats/sealed.md.
data_key::data_key(const secret_key& key)
    : sealing(key.derive("gatehouse seal 1")), digesting(key.derive("gatehouse digest 1")) {}

std::shared_ptr<const data_key> key_cache::find(const data_key_id& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end())
    return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return found->second->second;
}

void key_cache::insert(const data_key_id& id, std::shared_ptr<const data_key> key) {
  erase(id);
  by_use_.emplace_front(id, std::move(key));
  by_id_.emplace(id, by_use_.begin());
  if (by_use_.size() > limits::unwrapped_keys_max)
    erase(data_key_id{by_use_.back().first});
}

void key_cache::erase(const data_key_id& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end())
    return;
  by_use_.erase(found->second);
  by_id_.erase(found);
}

} // namespace gatehouse
