#pragma once

#include "app/terminal.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace gatehouse {

/// A line on a terminal that says how far something is, from its first second on.
class progress_line {
public:
  progress_line(const terminal& where, std::string verb)
      : where_(where), verb_(std::move(verb)), shown_(std::chrono::steady_clock::now()) {}

  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;
  /// Removes the line.
  ~progress_line();

  void show(std::uint64_t done, std::uint64_t total);

private:
  const terminal& where_;
  std::string verb_;
  std::chrono::steady_clock::time_point shown_;
  bool drawn_ = false;
};

} // namespace gatehouse
