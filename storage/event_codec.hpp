#pragma once

#include "events/core/aggregate.hpp"
#include "events/core/record.hpp"
#include "storage/codec.hpp"

#include <optional>
#include <string>
#include <tuple>

namespace gatehouse {

/// The past of an event type. An event at version 3 needs a specialisation that lists the payload
/// structs of versions 1 and 2, oldest first, and lifts each to the next:
///
///   template <> struct upcasts<tool_blocked> {
///     using history = std::tuple<tool_blocked_v1, tool_blocked_v2>;
///     static tool_blocked_v2 lift(tool_blocked_v1 old);
///     static tool_blocked lift(tool_blocked_v2 old);
///   };
///
/// An old payload struct has `fields` and `type`, like the event it was. A missing lift or a gap in
/// the history does not compile.
template <class Event> struct upcasts { using history = std::tuple<>; };

namespace detail {

template <an_event Event, class... Old> constexpr bool is_whole_history(std::tuple<Old...>*) {
  std::uint32_t version = 0;
  bool whole = ((Old::type.version == ++version && Old::type.number == Event::type.number) && ...);
  return whole && Event::type.version == version + 1;
}

/// Lifts `old` version by version until it is an `Event`.
template <class Event, class Old> Event lift_to(Old&& old) {
  if constexpr (std::same_as<Event, Old>)
    return std::move(old);
  else
    return lift_to<Event>(upcasts<Event>::lift(std::forward<Old>(old)));
}

/// Gives the event that `payload` holds at `version` to `use`, lifted; false if there is no such
/// version.
template <an_event Event, class Use, class... Old>
bool use_version(std::uint32_t version, std::string_view payload, Use& use, outcome<nothing>& done,
                 std::tuple<Old...>*) {
  auto attempt = [&]<class Candidate>(std::type_identity<Candidate>) {
    if (version != Candidate::type.version)
      return false;
    Candidate read{};
    if (done = decode_fields_into(payload, read); done)
      use(lift_to<Event, Candidate>(std::move(read)));
    else
      done = failure{done.error().code,
                     std::string{Candidate::type.name} + ": " + done.error().detail};
    return true;
  };
  return attempt(std::type_identity<Event>{}) || (attempt(std::type_identity<Old>{}) || ...);
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

template <class Use, class... Event>
outcome<nothing> use_event(std::uint32_t number, std::uint32_t version, std::string_view payload,
                           Use& use, std::variant<Event...>*) {
  outcome<nothing> done = nothing{};
  auto attempt = [&]<class Candidate>(std::type_identity<Candidate>) {
    using history = typename upcasts<Candidate>::history;
    static_assert(is_whole_history<Candidate>(static_cast<history*>(nullptr)),
                  "every version before the event's own needs a payload struct and a lift");
    if (number != Candidate::type.number)
      return false;
    if (!use_version<Candidate>(version, payload, use, done, static_cast<history*>(nullptr)))
      done = failure{errc::unknown_event,
                     unknown_event(number, version).detail + ": this program knows " +
                         std::string{Candidate::type.name} + " up to version " +
                         std::to_string(Candidate::type.version)};
    return true;
  };
  if (!(attempt(std::type_identity<Event>{}) || ...))
    return unknown_event(number, version);
  return done;
}

} // namespace detail

/// Returns `event` ready to be appended, at its type's current version.
template <aggregate A> new_event encode_event(const typename A::event& event) {
  return std::visit(
      []<class Event>(const Event& one) {
        return new_event{Event::type.number, Event::type.version, encode_fields(one)};
      },
      event);
}

/// Gives the event of `A` that a record holds, lifted to its current version, to `use`: as the
/// struct it is, without a variant around it.
/// Errors: `unknown_event` (names number and version), `journal_damaged`; `use` is not called then.
template <aggregate A, class Use>
outcome<nothing> use_event(std::uint32_t number, std::uint32_t version, std::string_view payload,
                           Use use) {
  using event = typename A::event;
  static_assert(detail::are_distinct(static_cast<event*>(nullptr)), "two events share a number");
  return detail::use_event(number, version, payload, use, static_cast<event*>(nullptr));
}

/// Returns the event of `A` that a record holds, lifted to its current version. Errors: as
/// use_event().
template <aggregate A>
outcome<typename A::event> decode_event(std::uint32_t number, std::uint32_t version,
                                        std::string_view payload) {
  std::optional<typename A::event> event;
  auto used = use_event<A>(number, version, payload, [&]<class Event>(Event&& one) {
    event.emplace(std::forward<Event>(one));
  });
  if (!used)
    return used.error();
  return *std::move(event);
}

} // namespace gatehouse
