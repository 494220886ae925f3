#pragma once

#include "events/core/outcome.hpp"
#include "events/core/time.hpp"
#include "storage/crypto/item_store.hpp"
#include "storage/crypto/secret_key.hpp"

#include <functional>
#include <string>
#include <vector>

namespace gatehouse {

/// Says a master key that is not in the keys folder: 32 bytes, or 64 hexadecimal digits with or
/// without a line feed. Empty: it is in the folder, as master.key. Errors: `key_missing`.
using master_key_source = std::function<outcome<std::string>()>;

/// Returns the key that wraps what is in `items`, checked against what is there. `create` makes one
/// for an empty folder. `folder` is how failures call it.
/// Errors: `key_missing` (missing or another one: says which; nothing is changed), `io_failed`.
outcome<secret_key> open_master_key(item_store& items, const std::string& folder, bool create,
                                    const master_key_source& source);

/// A rotation that counts, as the keys folder remembers it until the record does.
struct master_key_rotation {
  std::string id;          ///< unlike any other
  bool by_command = false; ///< the new key is said by a command, not kept in the folder
  unix_us at;
};

/// Wraps everything in `items` under another master key: the one `next` says, or a new one in the
/// folder. All of it is written beside what is there; one file then says that it counts, and only
/// after that the old is replaced. A crash before leaves the old key in force, one after the new.
/// Bounds: limits::batch_events_max rotations that the record does not have.
/// Errors: as open_master_key(), `limit_reached`; nothing is changed then.
outcome<nothing> rotate_master_key(item_store& items, const std::string& folder,
                                   const master_key_source& source, const master_key_source& next,
                                   unix_us now);

/// Returns the rotations that the record does not have, in their order. One is there if and only if
/// it counts.
outcome<std::vector<master_key_rotation>> unrecorded_rotations(const item_store& items);
/// Forgets them, when they are on the record.
outcome<nothing> forget_rotations(item_store& items);

/// Returns whether a rotation was interrupted.
outcome<bool> has_unfinished_rotation(const item_store& items);
/// Completes an interrupted rotation, or takes it back if it did not count yet; needs no key.
outcome<nothing> settle_rotation(item_store& items);

} // namespace gatehouse
