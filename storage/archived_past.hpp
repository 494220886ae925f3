#pragma once

#include "events/core/outcome.hpp"
#include "events/core/time.hpp"
#include "storage/log_store.hpp"

#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

/// A stretch of a log that lies in a segment. In the log itself those of its records that no state
/// needs any more are leaf hashes without bytes.
struct archived_part {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  unix_us last_at;     ///< when the last record was made
  unix_us made_at;     ///< when the segment was
  std::string segment; ///< the name that its folder had

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "first", s.first);
    f(2, "last", s.last);
    f(3, "last_at", s.last_at);
    f(4, "made_at", s.made_at);
    f(5, "segment", s.segment);
  }
};

/// What a log says of its archived records: parts without gaps, from the first position on.
struct archived_past {
  std::vector<archived_part> parts;
  std::uint64_t records = 0; ///< of all parts, that the log does not have itself

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "parts", s.parts);
    f(2, "records", s.records);
  }

  /// Returns the last position that may be without bytes, 0 if there is none.
  journal_position last() const noexcept;

  /// Says whether `one` is an archived record, and not one that was damaged.
  bool covers(const found_entry& one) const noexcept;

  /// Returns why the record at `position` cannot be read here: `gone`, with the name of the
  /// segment.
  failure refusal(journal_position position) const;
};

/// Errors: `journal_damaged`, `io_failed`.
outcome<archived_past> read_archived_past(const log_store& log);

/// Refuses a log that is without any of its records: for whoever needs them all.
/// Errors: `gone`, those of log_store::read.
outcome<nothing> refuse_archived(const log_store& log);

/// Returns what a log that is without some of its records has in its `meta`, its schema too.
std::vector<std::pair<std::string, std::string>> meta_of(const archived_past& past);

} // namespace gatehouse
