#pragma once

#include "events/core/outcome.hpp"
#include "storage/log_store.hpp"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// The families of the `views` database; `view_layout.hpp` and `outbox.cpp` say what
/// their keys and values are.
enum class view_family : std::uint8_t { meta, entity, streams, snapshot, rows, outbox };

inline constexpr std::array<std::string_view, 6> view_family_names = {
    "meta", "entity", "streams", "snapshot", "rows", "outbox"};

/// One change: a value put, or without one, the key erased.
struct view_change {
  view_family family;
  std::string key;
  std::optional<std::string> value;
};

/// Changes applied whole or not at all: first whole families emptied, then keys in order.
struct view_changes {
  std::vector<view_family> emptied;
  std::vector<view_change> changes;
};

/// Ordered keys and values in families: what the views need of a database, and no more.
///
/// Thread rule: any thread; writes are atomic.
/// Durability: a write survives the process but perhaps not the loss of power; the order is kept.
class view_table {
public:
  virtual ~view_table() = default;
  virtual outcome<std::optional<std::string>> get(view_family family,
                                                  std::string_view key) const = 0;
  /// Visits keys from the first >= `from` on, or backwards from the last <= `from`, until `visit`
  /// returns false.
  virtual outcome<nothing>
  scan(view_family family, std::string_view from, bool backwards,
       const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
  virtual outcome<nothing> write(const view_changes& all) = 0;
};

std::unique_ptr<view_table> make_memory_table();

/// Errors: those of view_store::open.
outcome<std::unique_ptr<view_table>> open_rocksdb_table(const std::string& folder,
                                                        log_access access);

} // namespace gatehouse
