#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "events/core/record.hpp"
#include "storage/log_store.hpp"

#include <functional>
#include <memory>

namespace gatehouse {

/// Entity-ordered copies of the journal's older part; kept by the projector, may lag behind.
///
/// Thread rule: const, from any thread.
class stream_copies {
public:
  virtual ~stream_copies() = default;

  /// Returns the position up to which every record has been copied.
  virtual journal_position covered() const = 0;
  /// Returns the version of `stream` among the copies, 0 if it has none.
  virtual outcome<stream_version> version_of(const stream_id& stream) const = 0;
  /// Visits the copied records of `stream` beyond `after` in order until `visit` returns false.
  virtual outcome<nothing> read(const stream_id& stream, stream_version after,
                                const std::function<bool(const record&)>& visit) const = 0;
};

/// Asks what time it is; injected so that tests decide.
using clock_source = std::function<unix_us()>;

/// Called once with the outcome of an append, on the committer's thread, in journal order; or, if
/// the batch is over a bound and not queued at all, at once by the caller.
/// It must not block and must not throw.
using append_completion = std::function<void(outcome<append_receipt>)>;

struct journal_options {
  /// How the committer groups; one event a group is what a benchmark compares with. A larger batch
  /// goes alone.
  std::size_t group_events_max = limits::commit_events_max;
  /// Called once when a write has failed, with the cause, on the committer's thread.
  std::function<void(const failure&)> on_failed{};
};

/// The one ordered log of everything that happened, and its committer: a thread that takes all
/// queued batches, checks their expected versions and read-sets, stamps time (never decreasing),
/// writes them with one sync, and completes all. No timer: the next group forms during the sync.
///
/// Thread rule: append() and the reads from any thread.
/// Ownership: `store` and `copies` must outlive the journal. The destructor drains the queue.
/// Durability: an append that completes with a receipt survives the loss of power.
/// Errors: `conflict` (a stream or a member of the read-set has moved on; nothing written),
/// `overloaded` (over limits::queued_bytes_max), `too_large`, `invalid_argument` (empty batch, a
/// stream twice), `journal_failed` (a write failed before: the journal is closed for writing).
class journal {
public:
  /// Opens the journal at the end of `store`; `copies` may be null (then streams are found by
  /// scan). Errors: `journal_damaged` (the records and the Merkle tree disagree, a stream has a
  /// hole, or the copies know more than the log), `journal_newer`, `io_failed`.
  static outcome<std::unique_ptr<journal>> open(log_store& store, const stream_copies* copies,
                                                clock_source now, journal_options options = {});

  virtual ~journal() = default;

  virtual void append(append_batch batch, append_completion done) = 0;

  /// Returns the position of the last committed record.
  virtual journal_position head() const = 0;

  /// Returns whether a write has failed; nothing is accepted any more then.
  virtual bool failed() const = 0;

  /// Visits the committed records from `from` on, but archived ones, until `visit` returns false.
  virtual outcome<nothing> read_all(journal_position from,
                                    const std::function<bool(const record&)>& visit) const = 0;

  /// Visits the records of `stream` beyond `after` in order until `visit` returns false: first the
  /// copies, then the tail of the log that is not copied yet.
  virtual outcome<nothing> read_stream(const stream_id& stream, stream_version after,
                                       const std::function<bool(const record&)>& visit) const = 0;

  /// Calls `wake` after each commit, on the committer's thread, and once at registration. One
  /// listener: the projector. An empty function takes it away; it is not running any more then.
  virtual void on_commit(std::function<void(journal_position)> wake) = 0;
};

} // namespace gatehouse
