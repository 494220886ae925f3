#pragma once

#include "actors/administration.hpp"
#include "http/rest/body_reader.hpp"

namespace gatehouse {

/// Reads what the bodies of toolkit and org policies share; finish() is the caller's.
new_policy read_new_policy(body_reader& body);
policy_change read_policy_change(body_reader& body);

} // namespace gatehouse
