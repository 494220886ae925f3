#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"
#include "storage/log_store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What a replay found of one kind of aggregate.
struct replay_count {
  std::string_view kind;
  std::uint64_t streams = 0;
  std::uint64_t events = 0;
};

/// What a replay found: equal digests mean equal states of every stream, byte for byte.
struct replay_report {
  std::vector<replay_count> aggregates; ///< in the order of all_aggregates
  std::uint64_t events = 0;
  digest256 state; ///< SHA-256 over the digests of all streams' states, in the streams' order
};

/// Folds records into the states of every stream of every aggregate: a plain loop, no actors.
///
/// Thread rule: one thread.
/// Bounds: holds all states in memory.
/// Errors, from apply(): `journal_damaged` (a position is not beyond the last one, a stream version
/// is not the next one), `unknown_event` (also a kind of stream).
class replay {
public:
  replay();
  ~replay();

  outcome<nothing> apply(const record& one);
  replay_report report() const;

  /// A state as it is now, in the form of a snapshot.
  struct encoded_state {
    std::uint32_t format = 0; ///< aggregate::snapshot_version
    std::string state;
  };

  /// Returns the state of `stream`; nothing if it has no records.
  std::optional<encoded_state> state_of(const stream_id& stream) const;

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

/// Replays a whole log, calling `progress(done, total)` now and then.
outcome<replay_report>
replay_log(const log_store& log, const std::function<void(std::uint64_t, std::uint64_t)>& progress);

} // namespace gatehouse
