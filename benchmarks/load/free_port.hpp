#pragma once

#include <cstdint>

namespace gatehouse {

/// Returns a port of the loopback that was free just now, for servers that cannot say which port
/// they took; 0 if there is none.
std::uint16_t free_port();

/// Waits until something accepts connections at `port` of the loopback; returns whether it does
/// within `seconds`.
bool accepts_connections(std::uint16_t port, int seconds = 20);

} // namespace gatehouse
