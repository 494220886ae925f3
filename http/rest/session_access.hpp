#pragma once

#include "actors/gateway.hpp"
#include "http/exchange.hpp"

#include <functional>

namespace gatehouse {

/// An open session, as a caller who may look at it does.
struct seen_session {
  session_row row;
  binding at;       ///< whose view it is, and where
  bool own = false; ///< the caller holds it
};

/// Finds the session of the `{session}` segment: the caller's own, or any of the org for its admins
/// and the operator, who see nothing personal of others there. Reads the record only.
/// Errors: `session_not_found`, also for one that is closed, and for one of others.
void find_session(const exchange_ptr& x, std::function<void(outcome<seen_session>)> done);

} // namespace gatehouse
