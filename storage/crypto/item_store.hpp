#pragma once

#include "events/core/outcome.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// How a process uses a store: beside others, or with nobody else.
enum class item_hold : std::uint8_t { shared, alone };

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

  /// Takes the store, until it is closed or held otherwise. Errors: `conflict` (others use it, or
  /// one has it alone).
  virtual outcome<nothing> hold(item_hold how) = 0;
};

/// Whom the items are for. Secret ones lie in a folder of mode 0700 as files of mode 0600, and are
/// overwritten before they are removed; shown ones may be read by whoever the system lets.
enum class item_secrecy : std::uint8_t { secret, shown };

/// Opens a folder whose items are files. One process writes.
/// Errors: `key_missing` (missing and not `create`, or others can enter it or read a
/// file though the items are secret), `io_failed`.
outcome<std::unique_ptr<item_store>> open_item_folder(const std::string& folder, bool create,
                                                      item_secrecy secrecy = item_secrecy::secret);

/// Returns an empty store that forgets everything when destroyed.
std::unique_ptr<item_store> make_memory_items();

} // namespace gatehouse
