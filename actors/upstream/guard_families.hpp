#pragma once

#include "actors/upstream/process_tree.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace gatehouse {

/// The guard's children, each with the processes it started, and how they are ended: SIGTERM first,
/// SIGKILL after limits::child_grace. A process belongs to a child if it is in its session or
/// group, or descended from it when the end began. One that left all three before (a daemon) is
/// ended when no child is left, or with the guard.
///
/// Thread rule: none; single threaded.
class guard_families {
public:
  using clock = std::chrono::steady_clock;

  void add(int group) { families_[group] = {}; }

  void forget(int group) { families_.erase(group); }

  bool contains(int group) const { return families_.contains(group); }

  /// Begins to end a child and what it started; again or for an unknown group: no effect.
  void end(int group);

  /// The child itself has ended and was reaped; what it left behind is ended too.
  void reaped(int group);

  /// Kills what is overdue, and forgets families of which nothing is left.
  void tidy();

  /// Returns when tidy() should be called next, nothing if not before something ends.
  std::optional<clock::time_point> next_tidy() const;

  /// Sends SIGKILL to everything below this process; returns whether anything was there.
  bool kill_all();

private:
  struct family {
    bool reaped = false;
    std::optional<clock::time_point> kill_at;
    std::vector<process_entry> known; ///< descendants when the end began
  };

  std::map<int, family> families_;
};

} // namespace gatehouse
