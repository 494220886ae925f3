#include "storage/crypto/item_store.hpp"

#include <map>
#include <mutex>

namespace gatehouse {
namespace {

class memory_items final : public item_store {
public:
  outcome<nothing> put(std::string_view name, std::string_view content) override {
    const std::lock_guard guard{mutex_};
    items_[std::string{name}] = content;
    return nothing{};
  }

  outcome<std::optional<std::string>> get(std::string_view name) const override {
    const std::lock_guard guard{mutex_};
    const auto found = items_.find(name);
    return found == items_.end() ? std::nullopt : std::optional{found->second};
  }

  outcome<nothing> erase(std::string_view name) override {
    const std::lock_guard guard{mutex_};
    if (const auto found = items_.find(name); found != items_.end())
      items_.erase(found);
    return nothing{};
  }

  outcome<std::vector<std::string>> names() const override {
    const std::lock_guard guard{mutex_};
    std::vector<std::string> all;
    for (const auto& [name, content] : items_)
      all.push_back(name);
    return all;
  }

  /// Nobody else can have it.
  outcome<nothing> hold(item_hold) override { return nothing{}; }

private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> items_;
};

} // namespace

std::unique_ptr<item_store> make_memory_items() {
  return std::make_unique<memory_items>();
}

} // namespace gatehouse
