#pragma once

#include "events/core/outcome.hpp"

#include <string>

namespace gatehouse {

/// Keeps every process from opening a database for writing, in the way in which its writer would
/// (an fcntl lock on its file LOCK), and goes with the folder when that is renamed.
///
/// Thread rule: a value. The process that holds it must not open the database for writing itself.
class folder_lock {
public:
  /// Errors: `journal_locked` (somebody writes it), `io_failed`.
  static outcome<folder_lock> take(const std::string& database);
  folder_lock(folder_lock&& other) noexcept;
  folder_lock& operator=(folder_lock&&) = delete;
  ~folder_lock();

private:
  explicit folder_lock(int file) : file_(file) {}

  int file_;
};

} // namespace gatehouse
