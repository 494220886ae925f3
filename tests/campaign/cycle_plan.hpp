#pragma once

#include "tests/campaign/fault_board.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// How the life of a gateway ends in one cycle of the campaign.
enum class life_end : std::uint8_t {
  kill,         ///< at some moment
  kill_point,   ///< at a named step of its work on the files
  start_killed, ///< killed at some moment, then again at a step while it starts
  stop,         ///< asked to end, and it does
  stop_killed,  ///< asked to end, and killed at a step while it does
  failed_step,  ///< a write or a sync fails, then it is killed
  full_disk,    ///< no space is left, then it is killed
};

/// A moment in the gateway's work at which it is killed, known by what it asks of its files.
struct kill_point {
  std::string_view name;
  disk_fault fault;
  std::size_t passed_below = 20; ///< of the steps that fit, how many may be let through first
  bool clock_ahead = false;      ///< it comes only when a while has passed
  bool started_anew = false;     ///< it comes only at a gateway that nobody has called yet
};

/// Returns all kill points of the time in which calls are served.
const std::vector<kill_point>& kill_points();
/// Returns the name of the plans whose end it is.
std::string kill_point_name(const kill_point& at);

/// What one cycle of the campaign does to a gateway, drawn from a seed and the cycle's number.
struct cycle_plan {
  life_end end = life_end::kill;
  std::string name;          ///< of the end, with its kill point or what fails
  disk_fault fault;          ///< unless the end is kill, stop or full_disk
  std::int64_t space = 0;    ///< bytes left, when the end is full_disk
  bool started_anew = false; ///< the gateway is stopped and started before it is called
  std::size_t answers = 0;   ///< that are waited for before the end
  std::size_t linger = 0;    ///< yields of the processor between these and the end
  bool power_lost = false;   ///< what was not synced goes with the gateway
  std::int64_t sync_delay_us = 0;
  std::int64_t clock_offset_s = 0;
  std::string mischief;   ///< the tool with which an upstream misbehaves, or empty
  std::uint64_t seed = 0; ///< of what is drawn later: what a loss of power leaves

  std::string to_text() const;
};

/// Draws from a deck that holds each end, and from another that holds each kill point, so that a
/// run of `cycles_of_all_kill_points` or more, from cycle 0, comes to all of them with any seed.
cycle_plan draw_plan(std::uint64_t seed, std::size_t cycle);

inline constexpr std::size_t cycles_of_all_kill_points = 40;

} // namespace gatehouse
