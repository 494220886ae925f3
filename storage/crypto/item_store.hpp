#pragma once

#include "events/core/outcome.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Where a vault keeps its items: small named values, each written whole or not at all. Names are
/// plain file names; whoever takes them from outside checks them first.
///
/// Thread rule: all members from any thread.
/// Durability: put() and erase() are durable on return.
/// Errors: `key_missing` (others can read it: says what to do), `io_failed`.
class item_store {
public:
  virtual ~item_store() = default;

  virtual outcome<nothing> put(std::string_view name, std::string_view content) = 0;

  virtual outcome<std::optional<std::string>> get(std::string_view name) const = 0;

  /// Overwrites, then removes the item; nothing to do if it is missing.
  virtual outcome<nothing> erase(std::string_view name) = 0;

  /// Returns the names of all items, in no order that means anything.
  virtual outcome<std::vector<std::string>> names() const = 0;
};

/// Opens a folder of mode 0700 whose items are files of mode 0600. One process writes.
/// Errors: `key_missing` (missing and not `create`, or others can enter it or read a
/// file), `io_failed`.
outcome<std::unique_ptr<item_store>> open_item_folder(const std::string& folder, bool create);

/// Returns an empty store that forgets everything when destroyed.
std::unique_ptr<item_store> make_memory_items();

} // namespace gatehouse
