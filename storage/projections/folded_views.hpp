#pragma once

#include "storage/log_store.hpp"
#include "storage/view_store.hpp"

#include <memory>
#include <string>

namespace gatehouse {

/// Folds the views of `log` in memory, of what it has of its records. Errors: those of
/// rebuild_views.
outcome<std::unique_ptr<view_store>> fold_views(const log_store& log);

/// Returns the views of a data folder for reading, without changing it: those at `folder` if they
/// are complete and of this version's projections, else the log folded again in memory. A gateway
/// at work is given a moment to complete them.
/// Bounds: folded again, they are held in memory. Errors: those of rebuild_views.
outcome<std::unique_ptr<view_store>> views_of_log(const log_store& log, const std::string& folder);

} // namespace gatehouse
