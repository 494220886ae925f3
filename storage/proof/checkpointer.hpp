#pragma once

#include "events/core/outcome.hpp"
#include "events/core/time.hpp"
#include "storage/crypto/vault.hpp"
#include "storage/log_store.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "storage/proof/verifier_key.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// The keys that the log has named, as the instance holds them: verifier keys, empty if none.
struct checkpoint_signers {
  std::string current;
  std::string previous;
};

/// Signs checkpoints of a log that is being written, and stores them beside it.
///
/// The first one after a change of keys is signed by the new and by the old key, and kept for ever;
/// then the old key is destroyed.
/// Thread rule: newest() from any thread, the rest from one.
/// Ownership: `log` and `keys` must outlive it.
/// Errors: `journal_damaged` (the log is not what a stored checkpoint says it was),
/// `checkpoint_invalid`, `not_found` (the key is not in the vault), `key_missing`, `io_failed`.
class checkpointer {
public:
  static outcome<std::unique_ptr<checkpointer>> open(const log_store& log, vault& keys,
                                                     const std::string& folder,
                                                     std::vector<verifier_key> witnesses);

  /// Writes a checkpoint if limits::checkpoint_events or checkpoint_interval say so.
  outcome<nothing> write_if_due(const checkpoint_signers& signers, unix_us now);

  /// Writes a checkpoint if there is anything new.
  outcome<nothing> write(const checkpoint_signers& signers, unix_us now);

  /// Adds the cosignatures of known witnesses that `note` bears to the stored checkpoint it is of.
  /// Errors: `checkpoint_invalid` also if there is none, or one of them is wrong.
  outcome<nothing> cosign(std::string_view note);

  /// Returns the newest; null if there is none.
  std::shared_ptr<const checkpoint> newest() const;

private:
  checkpointer(const log_store& log, vault& keys, checkpoint_store store,
               std::vector<verifier_key> witnesses)
      : log_(log), keys_(keys), store_(std::move(store)), witnesses_(std::move(witnesses)) {}

  outcome<nothing> resume();
  outcome<bool> sign(checkpoint& one, const std::string& key);
  void publish(checkpoint one);

  const log_store& log_;
  vault& keys_;
  checkpoint_store store_;
  std::vector<verifier_key> witnesses_;
  unix_us written_; ///< when the last one was, 0 before the first
  mutable std::mutex mutex_;
  std::shared_ptr<const checkpoint> newest_; ///< guarded by mutex_
};

} // namespace gatehouse
