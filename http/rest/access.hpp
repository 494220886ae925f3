#pragma once

#include "actors/published.hpp"
#include "http/exchange.hpp"

#include <string>

namespace gatehouse {

class body_reader;

/// Who something belongs to.
struct ownership {
  owner_kind owner = owner_kind::org;
  user_id user; ///< set when owner is user
};

/// The org a request is about, and what its caller may see and do there.
struct org_access {
  org_id id;
  published::entry<gatehouse::org> org;
  caller who;

  bool is_admin() const noexcept;
  /// A personal thing is visible to its user and to the operator, one of the org to every caller.
  bool sees(const ownership& whose) const noexcept;
  /// Things of the org are its admins' to change, personal ones their user's.
  bool may_change(const ownership& whose) const noexcept;
  /// Returns the name of a member, empty for the empty id.
  std::string name_of(const user_id& user) const;
};

/// Returns the org of the `{org}` segment. Errors: `not_found`, also for an org of others.
outcome<org_access> org_of(const exchange& x);

/// Returns `forbidden` unless the caller may change what belongs to `whose`.
outcome<nothing> check_change(const org_access& at, const ownership& whose);

/// Who a new thing shall belong to, as the members `owner` and `user` of a body say: the org, or
/// the caller himself; only the operator may name another user.
struct wanted_owner {
  owner_kind owner = owner_kind::org;
  std::string user_name; ///< set when owner is user
};

wanted_owner read_owner(body_reader& body, const org_access& at);

/// Returns `forbidden` unless the caller may create things for this owner.
outcome<nothing> check_create(const org_access& at, const wanted_owner& wanted);

} // namespace gatehouse
