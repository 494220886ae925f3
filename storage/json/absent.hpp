#pragma once

#include "events/core/bytes.hpp"
#include "events/core/time.hpp"

#include <concepts>

namespace gatehouse::detail {

/// Returns whether a field says nothing: an empty text or id, no time, no digest. A number always
/// says something.
template <class T> bool is_absent(const T& value) {
  if constexpr (requires { value.has_value(); })
    return !value.has_value();
  else if constexpr (requires { value.empty(); })
    return value.empty();
  else if constexpr (std::same_as<T, unix_us> || std::same_as<T, digest256>)
    return value == T{};
  else
    return false;
}

} // namespace gatehouse::detail
