#pragma once

#include "actors/upstream/answer_id.hpp"
#include "actors/upstream/gathered_text.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// One line of a server's stdout.
struct message_line {
  std::string text;                ///< empty if it was too long
  bool too_long = false;           ///< over the bound; its bytes are gone
  std::optional<std::uint64_t> id; ///< of a too long one: which request it answers
};

/// Cuts a server's stdout into lines, none of them kept beyond `bytes_max`; the rest of a longer
/// one is skipped, and the connection lives on.
class message_lines {
public:
  explicit message_lines(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// Appends the lines that `bytes` completes to `out`; empty lines are left out. Returns false
  /// when more than limits::upstream_skip_bytes_max of one line came.
  bool feed(std::string_view bytes, std::vector<message_line>& out);

private:
  void take(std::string_view part);
  void finish(std::vector<message_line>& out);

  std::size_t bytes_max_;
  gathered_text line_;
  std::size_t skipped_ = 0;
  answer_id id_;
};

/// Cuts a server's stderr into lines for a log: cut off at limits::upstream_log_line_bytes_max,
/// at most limits::upstream_log_lines_max per second, then one line that says how many were
/// dropped.
class log_lines {
public:
  using clock = std::chrono::steady_clock;

  void feed(std::string_view bytes, clock::time_point now, std::vector<std::string>& out);
  /// Ends the line begun.
  void finish(clock::time_point now, std::vector<std::string>& out);

private:
  std::string line_;
  clock::time_point second_{};
  std::size_t in_second_ = 0;
  std::size_t dropped_ = 0;
};

} // namespace gatehouse
