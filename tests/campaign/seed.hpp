#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>

namespace gatehouse {

/// Returns GATEHOUSE_SEED, or a new seed: print it where a test fails.
inline std::uint64_t campaign_seed() {
  const char* given = std::getenv("GATEHOUSE_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

/// Returns GATEHOUSE_KILLS: how often a gateway is killed.
inline std::size_t campaign_kills() {
  constexpr std::size_t few = 20;
  const char* given = std::getenv("GATEHOUSE_KILLS");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : few;
}

} // namespace gatehouse
