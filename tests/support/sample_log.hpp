#pragma once

#include "storage/event_codec.hpp"
#include "tests/replay/every_event.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/sample.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <map>
#include <string>

namespace gatehouse {

/// Returns a sample event; one that names a key names one that can be read.
template <class Event> Event a_readable() {
  auto event = sample<Event>();
  if constexpr (std::same_as<Event, checkpoint_key_named>)
    event.key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  return event;
}

/// Appends one of each event, `rounds` times over, to two streams of each kind in turn, a tick of
/// the clock apart. The events do not make sense together: nothing can be folded of them.
inline void append_every_event(journal& to, test_clock& clock, int rounds) {
  std::map<std::string, std::uint64_t> versions;
  std::int64_t now = 1'795'168'735'000'000;
  std::size_t count = 0;
  for (int round = 0; round < rounds; ++round)
    for_each_aggregate([&]<class A>(std::type_identity<A>) {
      for_each_event<A>([&]<class Event>(std::type_identity<Event>) {
        append_batch batch;
        const auto stream = std::string{A::kind} + (++count % 2 == 0 ? "/one" : "/two");
        auto& part = batch.streams.emplace_back();
        part.stream.value = stream;
        part.expected.value = versions[stream]++;
        part.events.push_back(encode_event<A>(typename A::event{a_readable<Event>()}));
        batch.context.org = {"org_1"};
        clock.set(now += 1'000);
        EXPECT_TRUE(append_now(to, std::move(batch)));
      });
    });
}

} // namespace gatehouse
