#pragma once

#include "events/core/bytes.hpp"
#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {
namespace detail {

/// FNV-1a: the sample of a field depends on its name alone, so that golden files stay as they are
/// when fields are added elsewhere.
constexpr std::uint64_t sample_hash(std::string_view name) {
  std::uint64_t hash = 14695981039346656037u;
  for (char one : name)
    hash = (hash ^ static_cast<unsigned char>(one)) * 1099511628211u;
  return hash;
}

struct sample_fields;

inline void fill(std::string_view name, bool& value) {
  value = !name.empty();
}

template <std::integral T> void fill(std::string_view name, T& value) {
  value = static_cast<T>(1 + sample_hash(name) % 99);
}

template <class T>
requires std::is_enum_v<T>

void fill(std::string_view name, T& value) {
  const auto count = enum_names<T>::names.size();
  value = static_cast<T>(count < 2 ? 0 : 1 + sample_hash(name) % (count - 1));
}

inline void fill(std::string_view name, std::string& value) {
  value = "a " + std::string{name};
}

template <class Tag> void fill(std::string_view name, strong_id<Tag>& value) {
  value.value = std::string{name} + "_1";
}

inline void fill(std::string_view name, stream_id& value) {
  value.value = std::string{name} + "/1";
}

inline void fill(std::string_view name, stream_version& value) {
  fill(name, value.value);
}

inline void fill(std::string_view name, journal_position& value) {
  fill(name, value.value);
}

inline void fill(std::string_view name, unix_us& value) {
  value.value = 1'795'168'735'000'000 + static_cast<std::int64_t>(sample_hash(name) % 1'000'000);
}

inline void fill(std::string_view name, digest256& value) {
  auto hash = sample_hash(name);
  for (auto& byte : value.bytes) {
    byte = static_cast<std::uint8_t>(hash >> 56);
    hash *= 1099511628211u;
  }
}

inline void fill(std::string_view name, sealed& value) {
  fill(name, value.key);
  value.box = "box of " + std::string{name};
}

template <has_fields T> void fill(std::string_view, T& value);
template <class T> void fill(std::string_view name, std::optional<T>& value);
template <class T> void fill(std::string_view name, std::vector<T>& value);
template <class Key, class Value> void fill(std::string_view name, std::map<Key, Value>& value);

struct sample_fields {
  template <class T> void operator()(std::uint32_t, std::string_view name, T& value) {
    fill(name, value);
  }
};

template <has_fields T> void fill(std::string_view, T& value) {
  T::fields(value, sample_fields{});
}

template <class T> void fill(std::string_view name, std::optional<T>& value) {
  fill(name, value.emplace());
}

template <class T> void fill(std::string_view name, std::vector<T>& value) {
  for (const auto* suffix : {"-1", "-2"}) {
    T one{};
    fill(std::string{name} + suffix, one);
    value.push_back(std::move(one));
  }
}

template <class Key, class Value> void fill(std::string_view name, std::map<Key, Value>& value) {
  for (const auto* suffix : {"-1", "-2"}) {
    Key key{};
    fill(std::string{name} + suffix, key);
    fill(name, value[key]);
  }
}

} // namespace detail

/// Returns a `T` all of whose fields hold something that follows from their names. For golden
/// files.
template <has_fields T> T sample() {
  T value{};
  detail::fill("", value);
  return value;
}

} // namespace gatehouse
