#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>

namespace gatehouse {

/// Returns GATEHOUSE_SEED, or a new seed: print it where a test fails.
inline std::uint64_t campaign_seed() {
  const char* given = std::getenv("GATEHOUSE_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

/// Returns GATEHOUSE_CYCLES: how often a gateway is tormented.
inline std::size_t campaign_cycles() {
  constexpr std::size_t few = 50;
  const char* given = std::getenv("GATEHOUSE_CYCLES");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : few;
}

/// Returns GATEHOUSE_CYCLE: the only cycle to run; nothing: all.
inline std::optional<std::size_t> campaign_cycle() {
  const char* given = std::getenv("GATEHOUSE_CYCLE");
  return given != nullptr ? std::optional<std::size_t>{std::strtoull(given, nullptr, 10)}
                          : std::nullopt;
}

} // namespace gatehouse
