#include "http/rest/access.hpp"

#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"

namespace gatehouse {

bool org_access::is_admin() const noexcept {
  return who.is_operator() || who.rank >= role::admin;
}

bool org_access::sees(const ownership& whose) const noexcept {
  return who.is_operator() || whose.owner == owner_kind::org ||
         (!who.user.empty() && who.user == whose.user);
}

bool org_access::may_change(const ownership& whose) const noexcept {
  return whose.owner == owner_kind::org ? is_admin() : sees(whose);
}

std::string org_access::name_of(const user_id& user) const {
  auto found = org->state.members.find(user);
  return found == org->state.members.end() ? user.value : found->second.name;
}

outcome<org_access> org_of(const exchange& x) {
  auto resolved = x.gate().resolve(x.who(), x.segment("org"), {});
  auto entry = resolved ? x.gate().current().find(resolved->org) : nullptr;
  if (!entry)
    return failure{errc::not_found, "Organization not found."};
  return org_access{resolved->org, std::move(entry), x.who()};
}

outcome<nothing> check_change(const org_access& at, const ownership& whose) {
  if (at.may_change(whose))
    return nothing{};
  return failure{errc::forbidden, "What belongs to the organization is its admins' to change."};
}

wanted_owner read_owner(body_reader& body, const org_access& at) {
  wanted_owner wanted{body.maybe_choice<owner_kind>("owner").value_or(owner_kind::org),
                      body.text_or("user", {})};
  if (wanted.owner == owner_kind::org) {
    if (!wanted.user_name.empty())
      body.complain("user", "needs owner to be user");
    return wanted;
  }
  if (wanted.user_name.empty())
    wanted.user_name = at.name_of(at.who.user);
  if (wanted.user_name.empty())
    body.complain("user", "is required: this credential belongs to no user");
  return wanted;
}

outcome<nothing> check_create(const org_access& at, const wanted_owner& wanted) {
  if (wanted.owner == owner_kind::org)
    return check_change(at, {});
  if (at.who.is_operator() || wanted.user_name == at.name_of(at.who.user))
    return nothing{};
  return failure{errc::forbidden, "Only the operator may create things for another user."};
}

} // namespace gatehouse
