#pragma once

#include "events/core/fields.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace gatehouse {

/// What a member or a token may do in an organization; each includes the ones before it.
enum class role : std::uint8_t { reader, member, admin, owner };

template <> struct enum_names<role> {
  static constexpr std::array<std::string_view, 4> names{"reader", "member", "admin", "owner"};
};

} // namespace gatehouse
