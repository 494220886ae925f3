#pragma once

#include <cstdint>
#include <string>

namespace gatehouse {

/// The argument by which a benchmark's own program is an MCP server over stdio.
inline constexpr const char* bench_upstream_argument = "--upstream";

/// What the server of a benchmark offers, over stdio and over HTTP without a session:
///   big     answers with `bytes` bytes of text
///   ticks   says its progress `count` times, a few milliseconds apart; each time the message is
///           the time in ns of the steady clock, which all processes of a machine share
///   and `many` tools more that only fill the list.

/// Speaks over stdin and stdout until they end.
int run_bench_upstream(std::size_t many);

/// Starts the same over HTTP in a process of its own, which ends with this one; before any thread.
/// Returns its URL.
std::string start_bench_upstream(std::size_t many);

/// Returns the steady clock's time in ns.
std::int64_t steady_ns();

} // namespace gatehouse
