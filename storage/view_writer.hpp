#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"
#include "storage/view_store.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace gatehouse {

/// What one batch of records makes of the views: kept aside until commit() writes it whole, with
/// the checkpoint.
///
/// Thread rule: one thread. Ownership: the view_store must outlive it; rows live as long as it.
class view_batch {
public:
  virtual ~view_batch() = default;

  /// Adds the entity copy of `one`, unless it is copied already, and moves the head of its stream.
  virtual void copy(const record& one) = 0;

  /// Returns the rows of `projection` as this batch leaves them.
  virtual rows& table(std::string_view projection) = 0;

  /// Writes all of it and notes that the views now cover `position`. Called once.
  virtual outcome<nothing> commit(journal_position position) = 0;
};

/// The writing side of a view_store; for the projector and for rebuilding.
///
/// Thread rule: one thread at a time.
class view_writer {
public:
  virtual ~view_writer() = default;

  virtual std::unique_ptr<view_batch> begin() = 0;

  /// Returns what drop_rows() was last told, empty if never.
  virtual outcome<std::string> folds() const = 0;

  /// Drops the rows of all projections, to be folded from the start by those that `folds`
  /// describes.
  virtual outcome<nothing> drop_rows(std::string_view folds) = 0;

  /// Drops everything: copies, rows, snapshots and checkpoints.
  virtual outcome<nothing> clear() = 0;
};

} // namespace gatehouse
