#pragma once

#include "events/core/ids.hpp"
#include "storage/crypto/secret_key.hpp"

#include <list>
#include <map>
#include <memory>
#include <utility>

namespace gatehouse {

/// What is derived from one data key; the key itself is not kept.
struct data_key {
  explicit data_key(const secret_key& key);

  secret_key sealing;
  secret_key digesting;
};

/// The data keys used last, unwrapped.
///
/// Thread rule: the owner locks. Bounds: limits::unwrapped_keys_max; the one used longest ago goes.
class key_cache {
public:
  /// Returns the key, null if it is not here.
  std::shared_ptr<const data_key> find(const data_key_id& id);

  void insert(const data_key_id& id, std::shared_ptr<const data_key> key);

  void erase(const data_key_id& id);

  std::size_t size() const noexcept { return by_use_.size(); }

private:
  using entry = std::pair<data_key_id, std::shared_ptr<const data_key>>;

  std::list<entry> by_use_; ///< the one used last is first
  std::map<data_key_id, std::list<entry>::iterator> by_id_;
};

} // namespace gatehouse
