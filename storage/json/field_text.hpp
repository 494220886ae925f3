#pragma once

#include "events/core/bytes.hpp"
#include "events/core/time.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/rfc3339.hpp"

#include <concepts>
#include <string>
#include <type_traits>

namespace gatehouse {

/// Returns what a field says, as text: enums by name, digests in hex, times as RFC 3339, numbers in
/// decimals, ids as they are. An optional has to hold something.
template <class T> std::string field_text(const T& value) {
  if constexpr (std::is_enum_v<T>)
    return std::string{name_of(value)};
  else if constexpr (std::integral<T>)
    return std::to_string(value);
  else if constexpr (std::same_as<T, std::string>)
    return value;
  else if constexpr (std::same_as<T, digest256>)
    return to_hex(value);
  else if constexpr (std::same_as<T, unix_us>)
    return to_rfc3339(value);
  else if constexpr (requires { value.has_value(); })
    return field_text(*value);
  else
    return field_text(value.value); // strong ids, versions, positions
}

} // namespace gatehouse
