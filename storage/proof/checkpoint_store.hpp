#pragma once

#include "events/core/outcome.hpp"
#include "storage/crypto/item_store.hpp"
#include "storage/proof/checkpoint.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

/// How long a checkpoint is kept: until there are too many, or for ever because it proves that a
/// key was followed by another.
enum class checkpoint_life : std::uint8_t { pruned, for_ever };

/// The checkpoints that lie beside a log, a file each, named by its size:
///
///   <20 digits>.checkpoint    the newest limits::checkpoints_kept_max of them
///   <20 digits>.succession    signed by a key and by its predecessor
///
/// Thread rule: one thread writes. Durability: what put() has stored survives the loss of power.
class checkpoint_store {
public:
  /// Opens `folder`. Errors: `io_failed`.
  static outcome<checkpoint_store> open(const std::string& folder, bool create);

  explicit checkpoint_store(std::unique_ptr<item_store> items) : items_(std::move(items)) {}

  /// Returns the names of all checkpoints, the smallest first.
  outcome<std::vector<std::string>> names() const;

  /// Returns the text of one. Errors: `not_found`, `io_failed`.
  outcome<std::string> text(const std::string& name) const;

  /// Returns the newest; nothing if there is none. Errors: `checkpoint_invalid`, `io_failed`.
  outcome<std::optional<checkpoint>> newest() const;

  struct stored {
    checkpoint one;
    checkpoint_life life = checkpoint_life::pruned;
  };

  /// Returns the one of `size`; nothing if it is not there. Errors: as newest().
  outcome<std::optional<stored>> find(std::uint64_t size) const;

  /// Stores `one` in place of the one of the same size, and removes what has become too old.
  outcome<nothing> put(const checkpoint& one, checkpoint_life life);

private:
  outcome<checkpoint> read(const std::string& name) const;

  std::unique_ptr<item_store> items_;
};

} // namespace gatehouse
