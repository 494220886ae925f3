#pragma once

#include "events/all_events.hpp"

#include <type_traits>
#include <variant>

namespace gatehouse {

/// Calls `visit` with the type_identity of every aggregate.
template <class Visit> void for_each_aggregate(Visit&& visit) {
  [&]<class... A>(std::tuple<A...>*) {
    (visit(std::type_identity<A>{}), ...);
  }(static_cast<all_aggregates*>(nullptr));
}

/// Calls `visit` with the type_identity of every event of `A`.
template <class A, class Visit> void for_each_event(Visit&& visit) {
  [&]<class... Event>(std::variant<Event...>*) {
    (visit(std::type_identity<Event>{}), ...);
  }(static_cast<typename A::event*>(nullptr));
}

} // namespace gatehouse
