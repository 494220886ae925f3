#pragma once

#include "tests/campaign/fault_board.hpp"
#include "tests/campaign/shim/watched_files.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace gatehouse {

/// Plays what the board says.
///
/// Thread rule: every member from any thread. Ownership: both must outlive it.
class fault_player {
public:
  fault_player(fault_board& board, const watched_files& files) : board_(board), files_(files) {}

  /// Returns the fault if this step is where it comes; `bytes` are those of a write.
  std::optional<disk_fault> at(file_step step, std::string_view path, std::string_view bytes = {});

  /// Ends the process, or returns after having set errno.
  void strike(const disk_fault& fault);

  /// Takes the room for a write; returns how many of the bytes fit.
  std::size_t take_space(std::size_t bytes);
  void delay_sync() const;

private:
  bool fits(file_step step, std::string_view path, std::string_view bytes);

  fault_board& board_;
  const watched_files& files_;
  std::atomic<bool> words_written_ = false;
};

} // namespace gatehouse
