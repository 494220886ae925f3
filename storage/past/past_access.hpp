#pragma once

#include "events/policy/policy.hpp"
#include "storage/past/past_org.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// A tool that was in reach, and what its calls would have met.
struct past_tool {
  std::string address;
  judgement judged;
};

/// Returns the rules that a call of `user` (may be empty) met then: of the toolkit `kit`, or of the
/// organization where it is null.
policy_snapshot policy_then(const past_org& at, const user_id& user,
                            const folded_state<toolkit>* kit);

/// Returns what `principal` could call at the organization as it was: through the toolkit `kit`, or
/// without one at the default resource. Every tool of its connections' recorded catalogs is judged
/// as a call would have been; those that were not in view, or withheld until they are accepted, are
/// left out. A catalog's record does not say which tools ask for an approval by themselves: where
/// the source is `tool_default`, such a tool's calls were held. In the order of addresses.
/// Errors: `not_found` (no live credential or member of that name then; a toolkit not live or not
/// visible then).
outcome<std::vector<past_tool>> access_of(const past_org& at, const principal_id& principal,
                                          const folded_state<toolkit>* kit);

} // namespace gatehouse
