#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace gatehouse {

// Server-sent events (HTML, 9.2) as the event streams of MCP have them.

/// Returns a JSON text as one event. `id`, if not empty, is what a client names to go on after it.
std::string as_event(std::string_view json, std::string_view id = {});

/// Returns the event that says nothing but its id and how long a client waits before it comes back
/// (2025-11-25, "Sending Messages to the Server", 6).
std::string priming_event(std::string_view id, std::chrono::milliseconds retry);

/// A comment: keeps a silent stream from being taken for dead.
inline constexpr std::string_view keep_alive_comment = ":\n\n";

} // namespace gatehouse
