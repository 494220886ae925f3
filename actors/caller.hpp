#pragma once

#include "events/core/ids.hpp"
#include "events/org/roles.hpp"

#include <optional>

namespace gatehouse {

/// Who is calling, as an accepted credential says. Principal and credential are two things: one
/// principal may hold several tokens.
struct caller {
  principal_id principal; ///< `operator`, a user's id, or an org token's own id
  token_id credential;
  org_id org;               ///< the org the token belongs to; empty for the operator
  user_id user;             ///< set when the token is a user's
  role rank = role::reader; ///< in `org`; the operator ranks as owner everywhere

  bool is_operator() const noexcept { return org.empty(); }
};

/// What a session is bound to: the default resource of an org, or one toolkit, by id.
struct resource {
  org_id org;
  toolkit_id toolkit;  ///< empty: the org's default resource
  std::string dialled; ///< the toolkit's slug as the client wrote it, for the record

  friend bool operator==(const resource& left, const resource& right) {
    return left.org == right.org && left.toolkit == right.toolkit;
  }
};

/// A caller at a resource: what every MCP request carries.
struct binding {
  caller who;
  resource what;
};

} // namespace gatehouse
