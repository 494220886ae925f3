#pragma once

#include "actors/caller.hpp"
#include "actors/exposure.hpp"
#include "actors/gateway.hpp"
#include "events/session/session.hpp"
#include "storage/crypto/vault.hpp"

namespace gatehouse {

/// What of a call's arguments is kept, sealed; larger ones are kept as their digest only.
inline constexpr std::size_t captured_bytes_max = 16u << 10;

/// Returns the keyed digest of a raw JSON object in its canonical form. Errors: `invalid_argument`
/// (no object), `key_missing`.
outcome<digest256> digest_of(vault& keys, const data_key_id& key, std::string_view object);

/// Returns what is recorded of a call before it runs: names, the keyed digest of its canonical
/// arguments, and the arguments sealed under `key`. `target` is empty for an unknown name.
/// Errors: `invalid_argument` (arguments that are no JSON object), `key_missing`.
outcome<call_subject> subject_of(vault& keys, const data_key_id& key, const call_id& id,
                                 const client_request& call,
                                 const std::optional<exposed_item>& target);

/// Returns the command that records how a dispatched call ended. Without the key for the result's
/// digest the call is recorded as failed: an answer that cannot be recorded is not given.
session::command ending_of(vault& keys, const data_key_id& key, const call_id& id,
                           const upstream_reply& reply, std::uint64_t duration_us, unix_us now);

/// Returns what the client is told of a dispatched call.
outcome<call_answer> answer_of(upstream_reply reply);

} // namespace gatehouse
