#include "storage/view_table.hpp"

#include <map>
#include <mutex>
#include <shared_mutex>

namespace gatehouse {

namespace {

using family_map = std::map<std::string, std::string, std::less<>>;
using entry = std::pair<std::string, std::string>;

class memory_table final : public view_table {
public:
  outcome<std::optional<std::string>> get(view_family family, std::string_view key) const override {
    std::shared_lock lock{mutex_};
    const auto& map = of(family);
    auto found = map.find(key);
    return found == map.end() ? std::optional<std::string>{} : std::optional{found->second};
  }

  /// Holds the lock for one step only, so that a visitor may read other keys.
  outcome<nothing>
  scan(view_family family, std::string_view from, bool backwards,
       const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    auto at = backwards ? last_until(family, from, true) : first_from(family, from, true);
    while (at && visit(at->first, at->second))
      at = backwards ? last_until(family, at->first, false) : first_from(family, at->first, false);
    return nothing{};
  }

  outcome<nothing> write(const view_changes& all) override {
    std::unique_lock lock{mutex_};
    for (auto family : all.emptied)
      of(family).clear();
    for (const auto& one : all.changes) {
      if (one.value)
        of(one.family).insert_or_assign(one.key, *one.value);
      else
        of(one.family).erase(one.key);
    }
    return nothing{};
  }

private:
  family_map& of(view_family family) { return families_[static_cast<std::size_t>(family)]; }

  const family_map& of(view_family family) const {
    return families_[static_cast<std::size_t>(family)];
  }

  std::optional<entry> first_from(view_family family, std::string_view key, bool inclusive) const {
    std::shared_lock lock{mutex_};
    const auto& map = of(family);
    auto at = inclusive ? map.lower_bound(key) : map.upper_bound(key);
    return at == map.end() ? std::optional<entry>{} : entry{*at};
  }

  std::optional<entry> last_until(view_family family, std::string_view key, bool inclusive) const {
    std::shared_lock lock{mutex_};
    const auto& map = of(family);
    auto behind = inclusive ? map.upper_bound(key) : map.lower_bound(key);
    return behind == map.begin() ? std::optional<entry>{} : entry{*std::prev(behind)};
  }

  mutable std::shared_mutex mutex_;
  std::array<family_map, view_family_names.size()> families_;
};

} // namespace

std::unique_ptr<view_table> make_memory_table() {
  return std::make_unique<memory_table>();
}

} // namespace gatehouse
