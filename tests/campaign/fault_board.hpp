#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

namespace gatehouse {

/// Where a file of an instance lies.
enum class file_place : std::uint32_t { anywhere, log, views, checkpoints, keys };

/// What a file is to RocksDB: its write-ahead log, a table of sorted rows, or the rest.
enum class file_kind : std::uint32_t { any, wal, table, other };

/// What the gateway asks of a file.
enum class file_step : std::uint32_t { any, create, read, write, sync, rename, remove };

/// When a fault comes, seen from the step. `halfway`: half of what is to be written is written.
enum class fault_moment : std::uint32_t { before, halfway, after };

enum class fault_action : std::uint32_t {
  kill, ///< the process, as SIGKILL does
  fail, ///< the step, with an error
};

/// One fault at the n-th step that fits.
struct disk_fault {
  file_place place = file_place::anywhere;
  file_kind kind = file_kind::any;
  file_step step = file_step::any;
  fault_moment moment = fault_moment::before;
  fault_action action = fault_action::kill;
  std::uint32_t passed = 0;     ///< how many steps that fit are let through first
  std::int32_t error = 0;       ///< what a failing step leaves in errno
  std::uint32_t lasting = 0;    ///< not 0: every later step that fits fails as well
  std::array<char, 24> words{}; ///< if any, what a write must hold to fit; a sync: the write before
};

/// The page that a test shares with the gateway it torments. The library that is loaded into the
/// gateway reads it at every step.
///
/// Thread rule: one test writes `fault`, and only while `armed` is 0; the rest from anywhere.
struct fault_board {
  std::atomic<std::uint32_t> armed;
  std::atomic<std::uint32_t> fitting; ///< how many steps fitted since it was armed
  std::atomic<std::uint32_t> fired;   ///< how often a fault came since it was armed
  disk_fault fault;
  std::atomic<std::int64_t> sync_delay_us;
  std::atomic<std::int64_t> clock_offset_s; ///< added to the time of day
  std::atomic<std::int64_t> space_left;     ///< bytes; less than 0: no bound
};

static_assert(std::atomic<std::int64_t>::is_always_lock_free);
static_assert(std::is_standard_layout_v<fault_board>);

/// The variables that tell the library what to do. Without the first it does nothing.
inline constexpr const char* board_variable = "GATEHOUSE_FAULT_BOARD"; ///< the file of the page
inline constexpr const char* facts_variable = "GATEHOUSE_DISK_FACTS";  ///< where durability is told
inline constexpr const char* data_variable = "GATEHOUSE_FAULT_DATA";   ///< the data folder
inline constexpr const char* keys_variable = "GATEHOUSE_FAULT_KEYS";   ///< the keys folder

} // namespace gatehouse
