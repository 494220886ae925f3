#pragma once

#include "storage/journal.hpp"
#include "storage/view_store.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace gatehouse {

/// Follows the journal on its own thread and writes the views, each batch with its checkpoint.
///
/// Thread rule: all members from any thread.
/// Ownership: journal, views and projections must outlive it. The destructor stops after the batch
/// in hand; what is left is done at the next start.
/// Errors: a failing projection stops it, loudly; waits then complete with that failure.
class projector {
public:
  static std::unique_ptr<projector> start(journal& source, view_store& views,
                                          std::vector<const projection*> folds);

  virtual ~projector() = default;

  /// Returns the position up to which the views are complete.
  virtual journal_position covered() const = 0;

  /// Returns the failure that has stopped it, if one has.
  virtual outcome<nothing> health() const = 0;

  /// Calls `done` once the views cover `position` (at once if they do), on the projector's thread
  /// or the caller's.
  virtual void wait_for(journal_position position, std::function<void(outcome<nothing>)> done) = 0;

  /// Blocks until the views cover `position`. For command-line tools and tests.
  virtual outcome<nothing> wait(journal_position position, std::chrono::milliseconds deadline) = 0;
};

/// Empties the views and folds the whole journal again, calling `progress(done, total)` now and
/// then. No journal and no projector may use `views` meanwhile. Interrupted, the next projector
/// goes on.
outcome<nothing> rebuild_views(const log_store& log, view_store& views,
                               const std::vector<const projection*>& folds,
                               const std::function<void(std::uint64_t, std::uint64_t)>& progress);

} // namespace gatehouse
