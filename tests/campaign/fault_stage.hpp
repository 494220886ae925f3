#pragma once

#include "tests/campaign/fault_board.hpp"
#include "tests/campaign/power_loss.hpp"
#include "tests/support/temp_folder.hpp"

#include <map>
#include <string>

namespace gatehouse {

/// What a test torments a gateway with: faults of its disk, slowness, a clock that jumps, a loss of
/// power. Nothing of it is in the program under test: a library that is loaded into it stands
/// between it and the C library.
///
/// Thread rule: one thread. Ownership: must outlive the gateways that are started with it.
class fault_stage {
public:
  fault_stage();
  ~fault_stage();
  fault_stage(const fault_stage&) = delete;
  fault_stage& operator=(const fault_stage&) = delete;

  /// Returns what the environment of a gateway needs so that it is on this stage.
  std::map<std::string, std::string> environment(const std::string& data,
                                                 const std::string& keys) const;

  /// Lets a fault come; it replaces the one before.
  void arm(const disk_fault& fault);
  /// Lets the fault not come any more, unless it is about to; returns whether it is, or has.
  bool call_off();
  /// Lets no fault come any more, gives all space and speed back; the clock stays as it is.
  void heal();

  /// Returns whether a fault has come, or space was refused, since it was armed.
  bool fired() const { return board_->fired != 0; }

  void delay_syncs(std::int64_t microseconds) { board_->sync_delay_us = microseconds; }

  void leave_space(std::int64_t bytes) {
    board_->fired = 0;
    board_->space_left = bytes;
  }

  void set_clock_off(std::int64_t seconds) { board_->clock_offset_s = seconds; }

  /// Plays a loss of power on the files of the gateway, which must have ended.
  lost_power cut_power(std::mt19937_64& random) { return lose_power(facts_file(), random); }

private:
  std::string board_file() const { return folder_ / "board"; }

  std::string facts_file() const { return folder_ / "facts"; }

  temp_folder folder_;
  fault_board* board_ = nullptr;
};

} // namespace gatehouse
