#pragma once

#include "actors/messages.hpp"
#include "storage/codec.hpp"
#include "storage/event_codec.hpp"
#include "storage/journal.hpp"
#include "storage/view_store.hpp"

#include <optional>

namespace gatehouse {

/// Folds a stream: its snapshot if there is one of our format, then the events beyond it. Blocks.
/// Errors (in `result`): those of reading, `unknown_event`.
template <aggregate A>
loaded<A> fold_stream(const journal& log, const view_store& views, const stream_id& stream) {
  loaded<A> one;
  auto snapshot = views.find_snapshot(stream);
  if (snapshot && *snapshot && (*snapshot)->format == A::snapshot_version) {
    if (auto state = decode_fields<typename A::state>((*snapshot)->state)) {
      one.state = *std::move(state);
      one.version = (*snapshot)->version;
    }
  }
  std::optional<failure> broken;
  auto read = log.read_stream(stream, one.version, [&](const record& r) {
    auto event = decode_event<A>(r.event_number, r.event_version, r.payload);
    if (!event) {
      broken = event.error();
      return false;
    }
    evolve<A>(one.state, *event);
    one.version = r.version;
    return true;
  });
  if (!read)
    one.result = read.error();
  else if (broken)
    one.result = *broken;
  return one;
}

} // namespace gatehouse
