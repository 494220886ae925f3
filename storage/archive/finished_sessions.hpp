#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"
#include "storage/log_store.hpp"

#include <cstdint>
#include <string>
#include <unordered_set>

namespace gatehouse {

/// The streams that no state needs any more.
struct finished_sessions {
  std::unordered_set<std::string> streams;
  std::uint64_t records = 0; ///< of all of them together

  bool hold(const record& one) const { return streams.contains(one.stream.value); }
};

/// Finds the sessions of `log` that are closed, have no call open, and whose last record is not
/// beyond `cut`. Bounds: holds the states of all sessions in memory.
/// Errors: those of read_kept_records and decode_event.
outcome<finished_sessions> find_finished_sessions(const log_store& log, journal_position cut);

} // namespace gatehouse
