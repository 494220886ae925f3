#pragma once

#include "storage/query/query.hpp"

#include <string>

namespace gatehouse {

/// Returns an answer as JSON: `{"columns":[...],"rows":[[...],...],"cut":false}`.
std::string query_to_json(const query_result& answer);

} // namespace gatehouse
