#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

namespace gatehouse {

/// The wire identity of an event type. `number` and `name` never change once shipped; `version` is
/// raised when the meaning of a field changes, and an upcast from the old version is written.
struct event_type {
  std::uint32_t number;
  std::string_view name;
  std::uint32_t version;
};

namespace detail {

struct any_visitor {
  template <class T> void operator()(std::uint32_t, std::string_view, T&) const {}
};

} // namespace detail

/// A struct that shows its members to a visitor, one call each:
///
///   template <class Self, class F> static void fields(Self& s, F&& f) {
///     f(1, "org", s.org);
///     f(2, "slug", s.slug);
///   }
///
/// The number is the field's tag in the binary encoding and is never used again for another
/// meaning; the name is its key in JSON. The codec, JSON, the docs and the golden files all walk
/// this one list.
template <class T>
concept has_fields = requires(T& value, detail::any_visitor& visitor) {
  T::fields(value, visitor);
};

/// A recorded fact.
template <class T>
concept an_event = has_fields<T> && requires {
  { T::type } -> std::convertible_to<event_type>;
};

/// An enum with stable names: specialise with `static constexpr std::array<std::string_view, N>`
/// called `names`, in the order of the enumerators. The number is what the binary encoding holds.
template <class E> struct enum_names;

template <class E> std::string_view name_of(E value) noexcept {
  return enum_names<E>::names[static_cast<std::size_t>(value)];
}

} // namespace gatehouse
