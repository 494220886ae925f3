#pragma once

#include "app/bridge/bridge.hpp"

namespace gatehouse {

/// The descriptors of a client.
struct bridge_ends {
  int in = 0;
  int out = 1;
  int stop = -1; ///< readable when the process is to end, and from then on
};

/// Runs a bridge between a client on two descriptors and its server, until the client closes `in`,
/// goes away, or `stop` becomes readable; whole lines only are written. Returns why it ended.
///
/// Thread rule: blocks; `log` is called on a thread of its own.
/// Errors: `too_large` (a line that never ends), `io_failed`.
outcome<std::string> run_bridge(const bridge_ends& ends, bridge_options options,
                                std::function<void(const std::string&, const std::string&)> log);

} // namespace gatehouse
