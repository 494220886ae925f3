#pragma once

#include "app/client/http_client.hpp"
#include "events/core/outcome.hpp"
#include "storage/traffic/recorded_traffic.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gatehouse {

/// How recorded calls are made again.
struct replay_plan {
  http_url endpoint;
  std::string token;
  std::size_t clients = 16; ///< that call at the same time, each in a session of its own
  double speed = 0;         ///< how many times as fast as recorded; 0: as fast as it goes
};

/// A call that was decided otherwise than in the record.
struct other_decision {
  audit_entry recorded;
  std::string now; ///< "allow", or the code of the refusal
};

struct replay_figures {
  std::uint64_t calls = 0;
  std::uint64_t tool_errors = 0;
  std::map<std::string, std::uint64_t> failed; ///< neither answered nor denied, by error code
  std::uint64_t decided_otherwise = 0;
  std::vector<other_decision> first_others; ///< by position, page_items_default at most
  double seconds = 0;
  double p50_us = 0; ///< of the calls that were answered; where a call was due, from then on
  double p99_us = 0;
};

/// Makes `calls` again, in their order, at an endpoint all of whose tools are stubs, with made-up
/// arguments of the recorded size where that is known.
///
/// Bounds: limits::replay_clients_max. Errors: `invalid_argument` (a tool there is not a stub:
/// nothing was called), those of opening a session.
outcome<replay_figures> replay_calls(const std::vector<recorded_call>& calls,
                                     const replay_plan& plan,
                                     const std::function<void(std::uint64_t done)>& progress);

} // namespace gatehouse
