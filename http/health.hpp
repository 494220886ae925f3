#pragma once

#include "http/routes.hpp"

#include <vector>

namespace gatehouse {

/// Returns the rows for those who watch the process: liveness, readiness, metrics.
std::vector<route> health_routes();

} // namespace gatehouse
