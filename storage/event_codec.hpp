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
template <class Event, class Old> Event lift_to(Old old) {
  if constexpr (std::same_as<Event, Old>)
    return old;
  else
    return lift_to<Event>(upcasts<Event>::lift(std::move(old)));
}

template <class Event, class Old> outcome<Event> decode_and_lift(std::string_view payload) {
  auto old = decode_fields<Old>(payload);
  if (!old)
    return failure{old.error().code, std::string{Old::type.name} + ": " + old.error().detail};
  return lift_to<Event>(*std::move(old));
}

template <an_event Event, class... Old>
std::optional<outcome<Event>> decode_version(std::uint32_t version, std::string_view payload,
                                             std::tuple<Old...>*) {
  std::optional<outcome<Event>> decoded;
  auto attempt = [&]<class Candidate>(std::type_identity<Candidate>) {
    if (version == Candidate::type.version)
      decoded = decode_and_lift<Event, Candidate>(payload);
  };
  attempt(std::type_identity<Event>{});
  (attempt(std::type_identity<Old>{}), ...);
  return decoded;
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

template <class Variant, class... Event>
outcome<Variant> decode_variant(std::uint32_t number, std::uint32_t version,
                                std::string_view payload, std::variant<Event...>*) {
  outcome<Variant> result = unknown_event(number, version);
  auto attempt = [&]<class Candidate>(std::type_identity<Candidate>) {
    using history = typename upcasts<Candidate>::history;
    static_assert(is_whole_history<Candidate>(static_cast<history*>(nullptr)),
                  "every version before the event's own needs a payload struct and a lift");
    if (number != Candidate::type.number)
      return;
    auto decoded = decode_version<Candidate>(version, payload, static_cast<history*>(nullptr));
    if (decoded && *decoded)
      result = Variant{**std::move(decoded)};
    else if (decoded)
      result = decoded->error();
    else
      result = failure{errc::unknown_event,
                       unknown_event(number, version).detail + ": this program knows " +
                           std::string{Candidate::type.name} + " up to version " +
                           std::to_string(Candidate::type.version)};
  };
  (attempt(std::type_identity<Event>{}), ...);
  return result;
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

/// Returns the event of `A` that a record holds, lifted to its current version.
/// Errors: `unknown_event` (names number and version), `journal_damaged`.
template <aggregate A>
outcome<typename A::event> decode_event(std::uint32_t number, std::uint32_t version,
                                        std::string_view payload) {
  using event = typename A::event;
  static_assert(detail::are_distinct(static_cast<event*>(nullptr)), "two events share a number");
  return detail::decode_variant<event>(number, version, payload, static_cast<event*>(nullptr));
}

} // namespace gatehouse
