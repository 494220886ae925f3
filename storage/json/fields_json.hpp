#pragma once

#include "events/core/bytes.hpp"
#include "events/core/fields.hpp"
#include "events/core/time.hpp"
#include "storage/json/field_text.hpp"
#include "storage/json/json_writer.hpp"

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace gatehouse {

template <has_fields T> void write_json(json_writer& out, const T& value);

namespace detail {

template <class T> void write_value(json_writer& out, const T& value);

template <class T> struct is_vector : std::false_type {};

template <class T> struct is_vector<std::vector<T>> : std::true_type {};

template <class T> struct is_map : std::false_type {};

template <class Key, class Value> struct is_map<std::map<Key, Value>> : std::true_type {};

template <class T> void write_scalar(json_writer& out, const T& value) {
  if constexpr (std::is_enum_v<T>)
    out.value(name_of(value));
  else if constexpr (std::same_as<T, bool> || std::same_as<T, std::string>)
    out.value(value);
  else if constexpr (std::signed_integral<T>)
    out.value(static_cast<std::int64_t>(value));
  else if constexpr (std::unsigned_integral<T>)
    out.value(static_cast<std::uint64_t>(value));
  else if constexpr (std::same_as<T, digest256>)
    out.value(to_hex(value));
  else if constexpr (std::same_as<T, unix_us>)
    out.value(to_rfc3339(value));
  else if constexpr (std::same_as<T, sealed>)
    out.begin_object().key("key").value(value.key.value).key("sealed").value(true).end_object();
  else
    write_scalar(out, value.value); // strong ids, versions, positions
}

template <class T> void write_value(json_writer& out, const T& value) {
  if constexpr (has_fields<T>) {
    write_json(out, value);
  } else if constexpr (is_vector<T>::value) {
    out.begin_array();
    for (const typename T::value_type& one : value)
      write_value(out, one);
    out.end_array();
  } else if constexpr (is_map<T>::value) {
    out.begin_object();
    for (const auto& [key, one] : value) {
      out.key(field_text(key));
      write_value(out, one);
    }
    out.end_object();
  } else {
    write_scalar(out, value);
  }
}

struct json_fields {
  json_writer& out;

  template <class T> void operator()(std::uint32_t, std::string_view name, const T& value) {
    // A time or a digest of nothing is the mark of "not yet"; a reader is better off without it.
    if constexpr (std::same_as<T, unix_us> || std::same_as<T, digest256>)
      if (value == T{})
        return;
    out.key(name);
    write_value(out, value);
  }

  template <class T>
  void operator()(std::uint32_t, std::string_view name, const std::optional<T>& value) {
    if (!value)
      return;
    out.key(name);
    write_value(out, *value);
  }
};

} // namespace detail

/// Writes `value` as one JSON object, its members in the order of `fields`: enums by name, digests
/// in hex, times as RFC 3339, ids as strings, maps as objects, sealed content as its key only; an
/// absent optional is left out.
template <has_fields T> void write_json(json_writer& out, const T& value) {
  out.begin_object();
  T::fields(value, detail::json_fields{out});
  out.end_object();
}

} // namespace gatehouse
