#pragma once

#include "actors/inventory.hpp"
#include "http/rest/session_access.hpp"

#include <string>

namespace gatehouse {

/// Returns the JSON of what a session sees now: groups by source, and what there is to say of them.
std::string show_effective(const session_row& session, const tool_inventory& all);

/// Returns the JSON of what is configured for a session: its connections with their tools as last
/// recorded, and what the policies make of each.
std::string show_configured(const session_row& session, const scope_view& view);

} // namespace gatehouse
