#pragma once

#include "events/core/fields.hpp"
#include "events/core/outcome.hpp"

#include <concepts>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse {

/// A consistency boundary as pure functions: `decide` says what a command leads to, `evolve` what
/// an event means. Neither asks a clock, a random source, a network or a key: what they need comes
/// in as fields of the command. One generic actor wraps every aggregate.
template <class A>
concept aggregate = requires {
  typename A::state;
  typename A::event;
  typename A::command;
  { A::kind } -> std::convertible_to<std::string_view>;
  { A::snapshot_version } -> std::convertible_to<std::uint32_t>;
};

template <class A> using events_of = std::vector<typename A::event>;

/// What a command leads to: the events to append (none: nothing to do), or a refusal.
template <class A> using decision_of = outcome<events_of<A>>;

/// Decides `command` in `state`; a missing overload does not compile.
template <aggregate A>
decision_of<A> decide(const typename A::state& state, const typename A::command& command) {
  return std::visit([&](const auto& one) { return A::decide(state, one); }, command);
}

/// Applies `event`; never fails.
template <aggregate A> void evolve(typename A::state& state, const typename A::event& event) {
  std::visit([&](const auto& one) { A::evolve(state, one); }, event);
}

} // namespace gatehouse
