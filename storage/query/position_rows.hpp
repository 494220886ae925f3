#pragma once

#include "storage/query/query_table.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

namespace gatehouse {

/// The rows of a projection below one prefix, in the order of their positions: read in portions, so
/// that no iterator of the database is held while SQL thinks.
///
/// Thread rule: one thread. Ownership: the views must outlive it.
class position_rows {
public:
  /// `last` is the last position that is shown.
  position_rows(const view_store& views, std::string_view projection, std::string prefix,
                journal_position last)
      : views_(views), projection_(projection), prefix_(std::move(prefix)), last_(last) {}

  /// Shows nothing before `position`.
  void begin_at(journal_position position) { seek(std::max(next_, position.value)); }

  /// Shows nothing beyond `position`.
  void end_at(journal_position position) { last_ = std::min(last_, position); }

  /// Takes the next row: its position and its value; false at the end.
  outcome<bool> take(std::pair<journal_position, std::string>& row);

  /// Goes on at the first row for which `is_before` is false, given that it is true for those in
  /// front of some row and false for all others. Reads as many rows as halving takes.
  outcome<nothing> seek_past(const std::function<outcome<bool>(std::string_view value)>& is_before);

private:
  void seek(std::uint64_t position) {
    next_ = position;
    portion_.clear();
    exhausted_ = false;
  }

  outcome<nothing> read_portion(std::size_t rows);
  outcome<bool> row_from(std::uint64_t position, std::pair<journal_position, std::string>& row);

  const view_store& views_;
  std::string_view projection_;
  std::string prefix_;
  journal_position last_;
  std::uint64_t next_ = 0;
  std::deque<std::pair<journal_position, std::string>> portion_;
  bool exhausted_ = false;
};

} // namespace gatehouse
