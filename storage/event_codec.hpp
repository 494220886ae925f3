#pragma once

#include "events/core/aggregate.hpp"
#include "events/core/record.hpp"
#include "events/core/upcasts.hpp"
#include "storage/codec.hpp"

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace gatehouse {

namespace detail {

template <an_event Event, class... Old> constexpr bool is_whole_history(std::tuple<Old...>*) {
  std::uint32_t version = 0;
  bool whole = ((Old::type.version == ++version && Old::type.number == Event::type.number) && ...);
  return whole && Event::type.version == version + 1;
}

/// Lifts `old` version by version until it is an `Event`.
template <class Event, class Old> Event lift_to(Old old) {
  if constexpr (std::same_as<Event, Old>)
    return old;
  else
    return lift_to<Event>(upcasts<Event>::lift(std::move(old)));
}

/// Reads `payload` into `event`, if it is of the version of Candidate.
template <class Candidate, an_event Event>
bool read_if(std::uint32_t version, std::string_view payload, Event& event,
             outcome<nothing>& done) {
  if (version != Candidate::type.version)
    return false;
  auto read_into = [&](Candidate& candidate) {
    auto read = decode_fields_into(payload, candidate);
    if (!read)
      done = failure{read.error().code,
                     std::string{Candidate::type.name} + ": " + read.error().detail};
    return static_cast<bool>(read);
  };
  if constexpr (std::same_as<Candidate, Event>)
    read_into(event);
  else if (Candidate old{}; read_into(old))
    event = lift_to<Event, Candidate>(std::move(old));
  return true;
}

/// Reads `payload`, written at `version`, into `event`; false if there is no such version.
template <an_event Event, class... Old>
bool read_version(std::uint32_t version, std::string_view payload, Event& event,
                  outcome<nothing>& done, std::tuple<Old...>*) {
  return read_if<Event>(version, payload, event, done) ||
         (read_if<Old>(version, payload, event, done) || ...);
}

template <class... Event> constexpr bool are_distinct(std::variant<Event...>*) {
  const std::uint32_t numbers[] = {Event::type.number...};
  for (const auto& one : numbers)
    for (const auto* other = &one + 1; other != numbers + sizeof...(Event); ++other)
      if (one == *other)
        return false;
  return true;
}

inline failure unknown_event(std::uint32_t number, std::uint32_t version) {
  return {errc::unknown_event,
          "event type " + std::to_string(number) + " version " + std::to_string(version)};
}

template <class Room, class Use, class... Event>
outcome<nothing> use_event(std::uint32_t number, std::uint32_t version, std::string_view payload,
                           Room& room, Use& use, std::variant<Event...>*) {
  outcome<nothing> done = nothing{};
  auto attempt = [&]<class Candidate>(std::type_identity<Candidate>) {
    using history = typename upcasts<Candidate>::history;
    static_assert(is_whole_history<Candidate>(static_cast<history*>(nullptr)),
                  "every version before the event's own needs a payload struct and a lift");
    if (number != Candidate::type.number)
      return false;
    auto& event = room.template place<Candidate>();
    if (!read_version<Candidate>(version, payload, event, done, static_cast<history*>(nullptr)))
      done = failure{errc::unknown_event,
                     unknown_event(number, version).detail + ": this program knows " +
                         std::string{Candidate::type.name} + " up to version " +
                         std::to_string(Candidate::type.version)};
    if (done)
      use(std::as_const(event));
    return true;
  };
  if (!(attempt(std::type_identity<Event>{}) || ...))
    return unknown_event(number, version);
  return done;
}

template <class Variant> struct one_of_each;

template <class... Event> struct one_of_each<std::variant<Event...>> {
  using type = std::tuple<Event...>;
};

/// The variant itself as the room of its event.
template <class Variant> struct variant_room {
  Variant& event;

  template <class Event> Event& place() { return event.template emplace<Event>(); }
};

} // namespace detail

/// Returns `event` ready to be appended, at its type's current version.
template <aggregate A> new_event encode_event(const typename A::event& event) {
  return std::visit(
      []<class Event>(const Event& one) {
        return new_event{Event::type.number, Event::type.version, encode_fields(one)};
      },
      event);
}

/// Where events of `A` are decoded, one after another, each into the memory of the last of its
/// type.
template <aggregate A> class event_room {
public:
  template <class Event> Event& place() { return std::get<Event>(events_); }

private:
  typename detail::one_of_each<typename A::event>::type events_;
};

/// Gives the event of `A` that a record holds, lifted to its current version, to `use`: as the
/// struct it is, without a variant around it. It lies in `room` until the next one does.
/// Errors: `unknown_event` (names number and version), `journal_damaged`; `use` is not called then.
template <aggregate A, class Room, class Use>
outcome<nothing> use_event(std::uint32_t number, std::uint32_t version, std::string_view payload,
                           Room& room, Use use) {
  using event = typename A::event;
  static_assert(detail::are_distinct(static_cast<event*>(nullptr)), "two events share a number");
  return detail::use_event(number, version, payload, room, use, static_cast<event*>(nullptr));
}

/// Returns the event of `A` that a record holds, lifted to its current version. Errors: as
/// use_event().
template <aggregate A>
outcome<typename A::event> decode_event(std::uint32_t number, std::uint32_t version,
                                        std::string_view payload) {
  outcome<typename A::event> result = typename A::event{};
  detail::variant_room<typename A::event> room{*result};
  if (auto read = use_event<A>(number, version, payload, room, [](const auto&) {}); !read)
    return read.error();
  return result;
}

} // namespace gatehouse
