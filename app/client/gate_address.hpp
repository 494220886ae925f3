#pragma once

#include "actors/upstream/http_url.hpp"
#include "app/verb.hpp"

namespace gatehouse {

/// The gateway a verb talks to and the token it shows.
struct gate_address {
  http_url url; ///< its target is the path before every path of ours, without a slash at its end
  std::string token;
};

/// The options of every verb that talks to a gateway.
std::vector<verb_option> with_gate_options(std::vector<verb_option> own);

/// Returns what with_gate_options() says. Errors: `invalid_argument`, `unauthorized` (no token).
outcome<gate_address> read_gate_address(const verb_call& call);

} // namespace gatehouse
