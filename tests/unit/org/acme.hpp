#pragma once

#include "events/org/org.hpp"

namespace gatehouse {

inline constexpr unix_us now{1'000'000};

/// The organization of these tests.
inline const org_created acme{{"org_1"}, "acme", "Acme", {"key_1"}, now};

/// Its member.
inline member_set ada_is(role rank) {
  return {{"user_1"}, "ada", rank, now};
}

} // namespace gatehouse
