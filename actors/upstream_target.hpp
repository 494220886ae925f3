#pragma once

#include "actors/upstream/upstream_client.hpp"
#include "events/connection/connection.hpp"
#include "storage/crypto/vault.hpp"

namespace gatehouse {

/// Returns how to reach a connection, its secrets resolved. One that the operator added may be
/// anywhere, any other one only at public addresses and in `nets`. Errors: `key_missing`.
outcome<upstream_target> resolve_target(const connection::state& state, const vault& keys,
                                        const std::vector<address_block>& nets);

} // namespace gatehouse
