#pragma once

#include "events/core/outcome.hpp"
#include "storage/log_store.hpp"
#include "storage/proof/damage.hpp"
#include "storage/view_store.hpp"

#include <functional>
#include <vector>

namespace gatehouse {

/// Folds `log` again, as far as the views reach, and compares: the copies of streams, the rows of
/// every projection, and the snapshots of states. Reports `views_differ` for the first difference
/// of each.
///
/// Nobody may write the views meanwhile. Bounds: holds all states in memory.
/// Ownership: `scratch` is filled with what the views should be; it is empty before.
/// Errors: `conflict` (the views are being written), those of reading either, and of a record that
/// cannot be folded.
outcome<nothing> verify_views(const log_store& log, const view_store& views, view_store& scratch,
                              const std::vector<const projection*>& folds,
                              const damage_sink& report,
                              const std::function<void(std::uint64_t, std::uint64_t)>& progress);

} // namespace gatehouse
