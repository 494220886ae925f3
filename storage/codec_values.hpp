#pragma once

#include "events/core/fields.hpp"
#include "storage/byte_io.hpp"

#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

/// How each type of member is written: the values of docs/formats/fields.md. Used by codec.hpp.
namespace gatehouse::detail {

/// Do not change: in the journal.
enum class wire_type : std::uint8_t { varint = 0, digest = 1, bytes = 2 };

/// A type's encoding: `wire`, `is_zero`, `put`, `get`. `depth` counts the structs around the value;
/// `get` leaves nothing of what the value held before.
template <class T> struct codec_of {
  static_assert(!std::same_as<T, T>, "this type has no encoding: see docs/formats/fields.md");
};

/// A named value: strong ids, versions, positions, times.
template <class T>
concept wraps_value = !has_fields<T> && std::is_aggregate_v<T> &&
                      std::is_member_object_pointer_v<decltype(&T::value)>;

template <class T> using wrapped = decltype(T::value);

template <std::integral T> struct codec_of<T> {
  static constexpr auto wire = wire_type::varint;

  static bool is_zero(T value) { return value == T{}; }

  static void put(std::string& out, T value, unsigned) {
    if constexpr (std::is_signed_v<T>)
      append_varint(out, to_zigzag(value));
    else
      append_varint(out, value);
  }

  static void get(byte_reader& in, T& value, unsigned) {
    const auto raw = in.varint();
    if constexpr (std::is_signed_v<T>) {
      const auto number = from_zigzag(raw);
      if (number < std::numeric_limits<T>::min() || number > std::numeric_limits<T>::max())
        return in.fail("number out of range");
      value = static_cast<T>(number);
    } else {
      if (raw > std::numeric_limits<T>::max())
        return in.fail("number out of range");
      value = static_cast<T>(raw);
    }
  }
};

template <class T>
requires std::is_enum_v<T>

struct codec_of<T> {
  static constexpr auto wire = wire_type::varint;

  static bool is_zero(T value) { return value == T{}; }

  static void put(std::string& out, T value, unsigned) {
    append_varint(out, static_cast<std::uint64_t>(value));
  }

  static void get(byte_reader& in, T& value, unsigned) {
    const auto raw = in.varint();
    if (raw >= enum_names<T>::names.size())
      return in.fail("unknown enumerator");
    value = static_cast<T>(raw);
  }
};

template <> struct codec_of<std::string> {
  static constexpr auto wire = wire_type::bytes;

  static bool is_zero(const std::string& value) { return value.empty(); }

  static void put(std::string& out, const std::string& value, unsigned) {
    append_bytes(out, value);
  }

  static void get(byte_reader& in, std::string& value, unsigned) { value = in.bytes(); }
};

template <> struct codec_of<digest256> {
  static constexpr auto wire = wire_type::digest;

  static bool is_zero(const digest256& value) { return value == digest256{}; }

  static void put(std::string& out, const digest256& value, unsigned) { append_digest(out, value); }

  static void get(byte_reader& in, digest256& value, unsigned) { value = in.digest(); }
};

template <wraps_value T> struct codec_of<T> {
  using inner = codec_of<wrapped<T>>;
  static constexpr auto wire = inner::wire;

  static bool is_zero(const T& value) { return inner::is_zero(value.value); }

  static void put(std::string& out, const T& value, unsigned depth) {
    inner::put(out, value.value, depth);
  }

  static void get(byte_reader& in, T& value, unsigned depth) { inner::get(in, value.value, depth); }
};

/// Absent is the zero of an optional, so a present zero is written.
template <class T> struct codec_of<std::optional<T>> {
  using inner = codec_of<T>;
  static constexpr auto wire = inner::wire;

  static bool is_zero(const std::optional<T>& value) { return !value; }

  static void put(std::string& out, const std::optional<T>& value, unsigned depth) {
    inner::put(out, *value, depth);
  }

  static void get(byte_reader& in, std::optional<T>& value, unsigned depth) {
    inner::get(in, value ? *value : value.emplace(), depth);
  }
};

/// Runs `write`, then puts the length of what it appended in front of that.
template <class Write> void put_sized(std::string& out, Write write) {
  const auto start = out.size();
  write();
  std::string length;
  append_varint(length, out.size() - start);
  out.insert(start, length);
}

template <class T> struct codec_of<std::vector<T>> {
  static constexpr auto wire = wire_type::bytes;

  static bool is_zero(const std::vector<T>& value) { return value.empty(); }

  static void put(std::string& out, const std::vector<T>& value, unsigned depth) {
    put_sized(out, [&] {
      for (const T& one : value)
        codec_of<T>::put(out, one, depth);
    });
  }

  static void get(byte_reader& in, std::vector<T>& value, unsigned depth) {
    value.clear();
    in.nested([&](byte_reader& inner) {
      while (inner.ok() && !inner.at_end()) {
        T one{};
        codec_of<T>::get(inner, one, depth);
        value.push_back(std::move(one));
      }
    });
  }
};

template <class T> struct codec_of<std::vector<std::optional<T>>> {
  static_assert(!std::same_as<T, T>, "an element is always there: use a vector of T");
};

template <class Key, class Value> struct codec_of<std::map<Key, Value>> {
  static constexpr auto wire = wire_type::bytes;

  static bool is_zero(const std::map<Key, Value>& value) { return value.empty(); }

  static void put(std::string& out, const std::map<Key, Value>& value, unsigned depth) {
    put_sized(out, [&] {
      for (const auto& [key, one] : value) {
        codec_of<Key>::put(out, key, depth);
        codec_of<Value>::put(out, one, depth);
      }
    });
  }

  static void get(byte_reader& in, std::map<Key, Value>& value, unsigned depth) {
    value.clear();
    in.nested([&](byte_reader& inner) {
      while (inner.ok() && !inner.at_end()) {
        Key key{};
        codec_of<Key>::get(inner, key, depth);
        if (!value.empty() && !(value.rbegin()->first < key))
          return inner.fail("map keys not ascending");
        auto& one = value.emplace_hint(value.end(), std::move(key), Value{})->second;
        codec_of<Value>::get(inner, one, depth);
      }
    });
  }
};

} // namespace gatehouse::detail
