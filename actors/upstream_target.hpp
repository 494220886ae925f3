#pragma once

#include "actors/upstream/upstream_client.hpp"
#include "events/connection/connection.hpp"
#include "storage/crypto/vault.hpp"

namespace gatehouse {

/// Returns how to reach a connection, its secrets resolved. Errors: `key_missing`.
outcome<upstream_target> resolve_target(const connection::state& state, const vault& keys);

} // namespace gatehouse
