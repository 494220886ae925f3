#pragma once

#include "actors/caller.hpp"
#include "events/core/time.hpp"
#include "storage/crypto/vault.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse {

/// What a requestState of ours says: which round of which call it goes on with (MCP 2026-07-28,
/// multi round-trip requests). The call's argument digest is compared by the call itself.
struct round_claims {
  call_id call;
  std::uint64_t round = 0;
  unix_us until; ///< not valid after
};

/// Returns the claims as an opaque text, sealed under `key` and bound to the principal and the
/// resource of `at`. Errors: `key_missing`.
outcome<std::string> seal_round(vault& keys, const data_key_id& key, const binding& at,
                                const round_claims& claims);

/// Opens what a client sent back. Errors: `request_state_invalid` for whatever is wrong with it:
/// tampered, foreign, expired or none of ours.
outcome<round_claims> open_round(vault& keys, const data_key_id& key, const binding& at,
                                 std::string_view text, unix_us now);

} // namespace gatehouse
