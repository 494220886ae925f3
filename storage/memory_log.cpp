#include "storage/log_store.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <shared_mutex>

namespace gatehouse {

namespace {

class memory_log final : public log_store {
public:
  outcome<nothing> write(const log_batch& batch) override {
    std::unique_lock lock{mutex_};
    records_.insert(records_.end(), batch.records.begin(), batch.records.end());
    for (const auto& [key, value] : batch.meta)
      meta_.insert_or_assign(key, value);
    return nothing{};
  }

  outcome<nothing> scan(journal_position from,
                        const std::function<bool(const found_entry&)>& visit) const override {
    for (auto position = std::max<std::uint64_t>(from.value, 1);; ++position) {
      const auto* one = find(position);
      if (one == nullptr || !visit({one->position, one->leaf, one->bytes}))
        return nothing{};
    }
  }

  outcome<std::optional<std::string>> meta(std::string_view key) const override {
    std::shared_lock lock{mutex_};
    auto found = meta_.find(key);
    return found == meta_.end() ? std::optional<std::string>{} : std::optional{found->second};
  }

  journal_position last() const override {
    std::shared_lock lock{mutex_};
    return {records_.size()};
  }

private:
  /// A deque never moves what it holds, so the record can be visited without the lock.
  const stored_record* find(std::uint64_t position) const {
    std::shared_lock lock{mutex_};
    return position > records_.size() ? nullptr : &records_[position - 1];
  }

  mutable std::shared_mutex mutex_;
  std::deque<stored_record> records_; ///< the record at position p is at p - 1
  std::map<std::string, std::string, std::less<>> meta_;
};

} // namespace

std::unique_ptr<log_store> make_memory_log() {
  return std::make_unique<memory_log>();
}

} // namespace gatehouse
