#pragma once

#include "http/routes.hpp"

#include <vector>

namespace gatehouse {

/// Returns the rows of the protected-resource metadata documents (RFC 9728), one for each form of
/// MCP endpoint. A document says the same whether its resource exists or not, so that nobody can
/// ask it what there is.
std::vector<route> metadata_routes();

} // namespace gatehouse
