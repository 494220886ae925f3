#pragma once

#include "events/audit/audit_entry.hpp"
#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "storage/log_store.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

/// Which recorded calls are meant.
struct traffic_filter {
  std::string org;      ///< slug
  std::string resource; ///< a toolkit's slug, as dialled; empty: the org's default resource
  std::optional<unix_us> from;
  std::optional<unix_us> until; ///< not included
};

struct recorded_call {
  audit_entry entry;
  std::uint64_t argument_bytes = 0; ///< of what was captured of the arguments; 0: not known
};

/// Returns the calls of a log that match, in the order in which they were decided.
/// Bounds: `calls_max` calls. Errors: `limit_reached`, `not_found` (no such organization), those of
/// reading.
outcome<std::vector<recorded_call>>
read_traffic(const log_store& log, const traffic_filter& wanted,
             std::size_t calls_max = limits::replayed_calls_max);

/// How a recorded call was answered, apart from what was said.
struct recorded_answer {
  std::uint64_t bytes = 0; ///< of the result object
  std::uint64_t duration_us = 0;
  bool tool_error = false;
};

/// The tools of a connection as they were last listed, with the answers of each in their order.
using recorded_tools = std::map<std::string, std::vector<recorded_answer>>;

/// Returns the tools of the connection at `address` (`files.org.main`) of the organization `org`.
/// Bounds: `calls_max` calls of the organization are looked at, then the later ones are left out.
/// Errors: `not_found` (no such connection, or it was never listed), those of reading.
outcome<recorded_tools> read_recorded_tools(const log_store& log, const std::string& org,
                                            const std::string& address,
                                            std::size_t calls_max = limits::replayed_calls_max);

} // namespace gatehouse
