#pragma once

#include "events/core/outcome.hpp"
#include "storage/crypto/merkle.hpp"
#include "storage/log_store.hpp"

#include <cstdint>
#include <functional>

namespace gatehouse {

/// A place in a log: its last record, and the root of the tree over all up to there.
struct log_point {
  journal_position last;
  digest256 root;

  friend bool operator==(const log_point&, const log_point&) = default;
};

/// Returns where `log` stands now, also while it is being written.
/// Errors: `journal_damaged`, `io_failed`.
outcome<log_point> point_of(const log_store& log);

/// Puts records that were committed elsewhere at the end of a log, byte for byte, in batches that
/// are whole like those of the committer.
///
/// Thread rule: one thread, the only one that writes `target`. Ownership: `target` must outlive it.
/// What was added since the last batch is lost without finish().
class record_appender {
public:
  /// Errors: those of read_frontier().
  static outcome<record_appender> at_end_of(log_store& target);

  /// For a new log that begins behind the records of `before`.
  static record_appender behind(log_store& target, merkle_frontier before) {
    return record_appender{target, std::move(before)};
  }

  /// Adds a record whose leaf hash is known to be that of its bytes.
  /// Errors: `journal_damaged` (its position is not the next one), `io_failed`.
  outcome<nothing> add(const stored_record& one);
  outcome<nothing> finish();

  journal_position last() const noexcept { return {tree_.size()}; }

  digest256 root() const { return tree_.root(); }

private:
  record_appender(log_store& target, merkle_frontier tree)
      : target_(&target), tree_(std::move(tree)) {}

  log_store* target_;
  merkle_frontier tree_;
  log_batch batch_;
  std::size_t batch_bytes_ = 0;
};

/// Appends to `to` what it lacks of the records of `from` up to `until`; of archived records, their
/// hashes. Each record and the tree over them is checked on the way, from the first one on. Calls
/// `progress(done, total)` now and then.
///
/// Works while `from` is being written. Interrupted, the next call goes on.
/// Errors: `conflict` (`to` holds something else than the beginning of `from`; it is left as it
/// is), `journal_damaged` (of `from`; what was right is copied), `io_failed`.
outcome<nothing> copy_records(const log_store& from, log_store& to, const log_point& until,
                              const std::function<void(std::uint64_t, std::uint64_t)>& progress);

} // namespace gatehouse
