#pragma once

#include "events/core/outcome.hpp"
#include "storage/journal.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

class view_table;
class view_writer;

/// The rows of one projection during one batch: reads see what the batch wrote.
class rows {
public:
  virtual ~rows() = default;
  virtual outcome<std::optional<std::string>> get(std::string_view key) const = 0;
  virtual void put(std::string_view key, std::string_view value) = 0;
  /// Puts a row where there has never been one. If it is erased before the batch is written,
  /// nothing of it is.
  virtual void put_new(std::string_view key, std::string_view value) = 0;
  virtual void erase(std::string_view key) = 0;
};

/// A fold of the journal into rows. Deterministic: the same records give the same rows, byte for
/// byte. Raising `version` rebuilds it at the next start.
class projection {
public:
  virtual ~projection() = default;
  virtual std::string_view name() const = 0;
  virtual std::uint32_t version() const = 0;
  /// Errors stop the projector (`unknown_event`, `journal_damaged`); they are not skipped.
  virtual outcome<nothing> apply(const record& one, rows& table) const = 0;
};

/// The rebuildable database beside the log: entity-ordered copies, snapshots, projections' rows.
/// The copies never go back under a running journal, which relies on them: when projections are to
/// be folded anew, only their rows are dropped, and `folded` may be behind `covered`.
///
/// Thread rule: reads from any thread; one writer (the projector) plus put_snapshot from any
/// thread. Durability: each batch is written atomically with its checkpoint; after a crash what is
/// missing is projected again.
class view_store : public stream_copies {
public:
  /// Opens `folder` (the `views` database), creating it if missing.
  /// Errors: `journal_locked`, `io_failed`.
  static outcome<std::unique_ptr<view_store>> open(const std::string& folder, log_access access);
  /// Returns an empty store that forgets everything when destroyed.
  static std::unique_ptr<view_store> in_memory();

  /// Returns the position up to which every projection has been folded; at most covered().
  virtual journal_position folded() const = 0;

  /// Visits the rows of `projection` from `from` (inclusive) in bytewise order until `visit`
  /// returns false; backwards starts at the last key <= `from` (empty: the very last).
  virtual outcome<nothing>
  scan(std::string_view projection, std::string_view from, bool backwards,
       const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
  virtual outcome<std::optional<std::string>> row(std::string_view projection,
                                                  std::string_view key) const = 0;

  /// A state saved to shorten rehydration; `format` is aggregate::snapshot_version.
  struct snapshot {
    stream_version version;
    std::uint32_t format = 0;
    std::string state;
  };

  virtual outcome<std::optional<snapshot>> find_snapshot(const stream_id& stream) const = 0;
  virtual outcome<nothing> put_snapshot(const stream_id& stream, const snapshot& one) = 0;

  /// Returns a digest of the copies and all projections' rows (snapshots excluded): equal digests
  /// mean equal bytes. For rebuild-equals-live.
  virtual outcome<std::string> digest() const = 0;

  /// For the projector and for rebuilding only: see view_writer.hpp.
  virtual view_writer& writer() = 0;

  /// For the outbox only, which lies beside the views.
  virtual view_table& table() = 0;
};

} // namespace gatehouse
