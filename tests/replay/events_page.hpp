#pragma once

#include <string>

namespace gatehouse {

/// Returns docs/events.md as the events' types and fields have it.
std::string events_page();

} // namespace gatehouse
