#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"
#include "storage/archived_past.hpp"
#include "storage/proof/damage.hpp"

#include <memory>
#include <utility>

namespace gatehouse {

/// Checks the entries of a log one after another, each by itself and against those before it: that
/// no position is missing, that bytes and leaf hash belong together, that the record is readable,
/// knows its place, is the next one of its stream, is not older than the one before and holds an
/// event that can be read.
///
/// One wrong record is reported once: what it leaves open of its stream is not held against the
/// records behind it.
/// Thread rule: one thread. Bounds: holds the version of every stream.
class record_check {
public:
  explicit record_check(damage_sink report) : record_check(std::move(report), {1}, {}) {}

  /// Begins at the record `first`; what came before is not held against its stream. Entries that
  /// `past` covers are passed over.
  record_check(damage_sink report, journal_position first, archived_past past);
  ~record_check();

  /// Returns the record if it is right and not archived; it lives until the next call.
  const record* take(const found_entry& found);

  /// Returns the position after the last entry taken.
  journal_position next() const noexcept;

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace gatehouse
