#pragma once

#include "http/rest/access.hpp"

#include <map>
#include <string>

namespace gatehouse {

/// The toolkits of the org that the caller sees, sorted: those of the org first, then name and
/// slug.
std::map<std::string, published::entry<toolkit>> visible_toolkits(const exchange& x,
                                                                  const org_access& at);
/// The connections of the org that the caller sees: those of the org first, then by address.
std::map<std::string, published::entry<connection>> visible_connections(const exchange& x,
                                                                        const org_access& at);

/// Returns the toolkit of the `{toolkit}` segment: a slug or an id.
/// Errors: `not_found`, also for a personal one of somebody else.
outcome<published::entry<toolkit>> toolkit_of(const exchange& x, const org_access& at);
/// Returns the connection of the `{connection}` segment: an id, an address or a name, of which
/// those of the org come first. Errors: `not_found`, also for a personal one of somebody else.
outcome<published::entry<connection>> connection_of(const exchange& x, const org_access& at);

/// Returns the connection of the request if the caller may change it. Errors besides: `forbidden`.
outcome<connection_id> changeable_connection(const exchange& x, const org_access& at);
/// Returns the toolkit of the request if the caller may change it. Errors besides: `forbidden`.
outcome<toolkit_id> changeable_toolkit(const exchange& x, const org_access& at);

template <class State> ownership ownership_of(const State& state) {
  return {state.owner, state.owner_user};
}

} // namespace gatehouse
