#pragma once

#include "events/core/aggregate.hpp"
#include "events/core/record.hpp"
#include "storage/event_codec.hpp"
#include "storage/journal.hpp"

namespace gatehouse {

/// A state and the version of its stream, folded record by record.
template <aggregate A> struct folded_state {
  typename A::state state;
  stream_version version;

  /// Applies the stream's next record. Errors: those of decode_event.
  outcome<nothing> apply(const record& one) {
    auto event = decode_event<A>(one.event_number, one.event_version, one.payload);
    if (!event)
      return event.error();
    evolve<A>(state, *event);
    version = one.version;
    return nothing{};
  }
};

/// Folds the copies of a stream up to `last`, which may be behind them.
template <aggregate A>
outcome<folded_state<A>> fold_copies(const stream_copies& copies, const stream_id& stream,
                                     journal_position last) {
  folded_state<A> folded;
  outcome<nothing> good = nothing{};
  auto read = copies.read(stream, {}, [&](const record& one) {
    if (one.position > last)
      return false;
    good = folded.apply(one);
    return static_cast<bool>(good);
  });
  if (!read || !good)
    return read ? good.error() : read.error();
  return folded;
}

} // namespace gatehouse
