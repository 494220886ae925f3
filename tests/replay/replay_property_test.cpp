#include "tests/replay/any_command.hpp"
#include "tests/support/given.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace gatehouse {
namespace {

template <class Aggregates> struct as_types;

template <class... A> struct as_types<std::tuple<A...>> { using types = testing::Types<A...>; };

/// The journal's view of an event and back.
template <aggregate A> events_of<A> through_the_codec(const events_of<A>& events) {
  events_of<A> read;
  for (const auto& event : events) {
    auto bytes = encode_event<A>(event);
    auto back = decode_event<A>(bytes.event_number, bytes.event_version, bytes.payload);
    RC_ASSERT(static_cast<bool>(back));
    read.push_back(*std::move(back));
  }
  return read;
}

/// One aggregate as it lives: commands decided one after the other, each on what came before.
template <aggregate A> struct life {
  typename A::state state;
  events_of<A> past;
  std::size_t refused = 0;

  void take(const typename A::command& command) {
    auto decided = decide<A>(state, command);
    if (!decided) {
      ++refused;
      return;
    }
    for (const auto& event : *decided) {
      evolve<A>(state, event);
      past.push_back(event);
    }
  }
};

/// Mostly a history that begins as it should; now and then one that does not.
template <aggregate A> rc::Gen<std::vector<typename A::command>> any_commands() {
  using commands = std::vector<typename A::command>;
  constexpr std::type_identity<A> kind;
  auto all = rc::gen::scale(2.0, rc::gen::container<commands>(any_command(kind)));
  return rc::gen::mapcat(rc::gen::inRange(0, 10), [=](int one_of_ten) {
    return rc::gen::map(all, [=](commands some) {
      if (one_of_ten != 0)
        some.insert(some.begin(), first_command(kind));
      return some;
    });
  });
}

template <class A> class Replay : public testing::Test {};

using every_aggregate = as_types<all_aggregates>::types;

struct name_by_kind {
  template <class A> static std::string GetName(int) { return std::string{A::kind}; }
};

TYPED_TEST_SUITE(Replay, every_aggregate, name_by_kind);

TYPED_TEST(Replay, GivesTheStateThatLivedByteForByte) {
  using A = TypeParam;
  EXPECT_TRUE(rc::check([] {
    life<A> lived;
    for (const auto& command : *any_commands<A>())
      lived.take(command);
    auto recorded = through_the_codec<A>(lived.past);
    RC_ASSERT(bytes_of<A>(recorded) == bytes_of<A>(lived.past));
    auto first = encode_fields(state_after<A>(recorded));
    RC_ASSERT(first == encode_fields(lived.state));
    RC_ASSERT(first == encode_fields(state_after<A>(recorded)));
    RC_CLASSIFY(lived.past.size() > 3, "more than three events");
  }));
}

TYPED_TEST(Replay, GoesOnFromASnapshotAsIfThereWereNone) {
  using A = TypeParam;
  EXPECT_TRUE(rc::check([] {
    const auto commands = *any_commands<A>();
    const auto cut = *rc::gen::inRange<std::size_t>(0, commands.size() + 1);
    life<A> lived;
    life<A> resumed;
    for (std::size_t i = 0; i < commands.size(); ++i) {
      if (i == cut) {
        auto snapshot = decode_fields<typename A::state>(encode_fields(lived.state));
        RC_ASSERT(static_cast<bool>(snapshot));
        resumed = {*std::move(snapshot), lived.past, lived.refused};
      }
      lived.take(commands[i]);
      if (i >= cut)
        resumed.take(commands[i]);
    }
    if (cut == commands.size())
      return;
    RC_ASSERT(bytes_of<A>(resumed.past) == bytes_of<A>(lived.past));
    RC_ASSERT(encode_fields(resumed.state) == encode_fields(lived.state));
    RC_ASSERT(resumed.refused == lived.refused);
  }));
}

TYPED_TEST(Replay, OfAnyBeginningIsWhatHadBeenThen) {
  using A = TypeParam;
  EXPECT_TRUE(rc::check([] {
    life<A> lived;
    std::vector<std::pair<std::size_t, std::string>> moments;
    for (const auto& command : *any_commands<A>()) {
      lived.take(command);
      moments.emplace_back(lived.past.size(), encode_fields(lived.state));
    }
    for (const auto& [events, state] : moments) {
      events_of<A> beginning(lived.past.begin(),
                             lived.past.begin() + static_cast<std::ptrdiff_t>(events));
      RC_ASSERT(encode_fields(state_after<A>(beginning)) == state);
    }
  }));
}

} // namespace
} // namespace gatehouse
