#pragma once

#include "events/core/ids.hpp"

#include <map>
#include <mutex>
#include <string>

namespace gatehouse {

/// What the program of each connection wrote to its standard error last, most often why it ended.
/// For administrators, not for callers. One line a connection, from memory alone.
///
/// Thread rule: all members from any thread.
class server_words {
public:
  void note(const connection_id& from, const std::string& line) {
    const std::lock_guard lock{mutex_};
    last_[from] = line;
  }

  void forget(const connection_id& from) {
    const std::lock_guard lock{mutex_};
    last_.erase(from);
  }

  /// Returns the line, empty if there was none since it connected last.
  std::string last(const connection_id& from) const {
    const std::lock_guard lock{mutex_};
    const auto found = last_.find(from);
    return found == last_.end() ? std::string{} : found->second;
  }

private:
  mutable std::mutex mutex_;
  std::map<connection_id, std::string> last_;
};

} // namespace gatehouse
