#pragma once

#include "events/core/aggregate.hpp"
#include "storage/event_codec.hpp"
#include "storage/journal.hpp"

#include <future>
#include <memory>

namespace gatehouse {

// Appending before there are actors: what the start itself has to record. Blocks.

inline outcome<append_receipt> append_and_wait(journal& log, append_batch batch) {
  // Shared: the thread that fulfils it may still be inside set_value() when the wait is over.
  auto promise = std::make_shared<std::promise<outcome<append_receipt>>>();
  log.append(std::move(batch),
             [promise](outcome<append_receipt> result) { promise->set_value(std::move(result)); });
  return promise->get_future().get();
}

template <aggregate A>
stream_append part_of(const stream_id& stream, stream_version at, const events_of<A>& events) {
  stream_append part{stream, at, {}};
  for (const auto& event : events)
    part.events.push_back(encode_event<A>(event));
  return part;
}

} // namespace gatehouse
