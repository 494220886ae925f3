#pragma once

#include "actors/queries.hpp"
#include "http/rest/access.hpp"

#include <set>
#include <string>

namespace gatehouse {

/// Returns a flag that is set when the client goes away before it was answered.
queries::give_up_flag give_up_with(const exchange_ptr& x);

/// The query parameters that choose audit entries.
const std::set<std::string>& audit_parameters();

/// Returns the filter a request asks for, bound to its org.
/// Errors: `invalid_argument` (all bad parameters by name), `not_found` (the toolkit).
outcome<audit_filter> read_audit_filter(const exchange& x, const org_access& at);

} // namespace gatehouse
