#pragma once

#include "storage/view_store.hpp"

#include <vector>

namespace gatehouse {

/// Every projection there is; the projector, rebuild and replay fold these.
/// Ownership: they live as long as the program.
const std::vector<const projection*>& all_projections();

} // namespace gatehouse
