#pragma once

#include "actors/caller.hpp"
#include "actors/exposure.hpp"
#include "actors/gateway.hpp"
#include "actors/scope.hpp"
#include "events/session/session.hpp"
#include "storage/crypto/vault.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

/// What of a call's content is recorded, and under which key.
struct capture_plan {
  capture_level level = capture_level::none;
  std::vector<std::string> redact; ///< besides the names that are always redacted
  data_key_id key;                 ///< of the caller
};

/// Returns what is captured of a call of `who`; `target` is empty for an unknown name.
capture_plan plan_capture(const scope_view& view, const std::optional<exposed_item>& target,
                          const caller& who);

/// Returns the keyed digest of a raw JSON object in its canonical form. Errors: `invalid_argument`
/// (no object), `key_missing`.
outcome<digest256> digest_of(vault& keys, const data_key_id& key, std::string_view object);

/// Returns what is recorded of a call before it runs: names, and of its arguments what `plan` says;
/// `digest` is that of the arguments. `target` is empty for an unknown name. Errors: `key_missing`.
outcome<call_subject> subject_of(vault& keys, const capture_plan& plan, const call_id& id,
                                 const client_request& call, const digest256& digest,
                                 const std::optional<exposed_item>& target);

/// Returns the command that records how a dispatched call ended. Without the key for the result
/// the call is recorded as failed: an answer that cannot be recorded is not given.
session::command ending_of(vault& keys, const capture_plan& plan, const call_id& id,
                           const upstream_reply& reply, std::uint64_t duration_us, unix_us now);

/// The two halves of a call's content.
enum class content_part : std::uint8_t { arguments, result };

/// Returns what was sealed of a call. Errors: `key_missing`.
outcome<std::string> unsealed_content(vault& keys, const sealed& box, content_part part,
                                      const call_id& id);

/// Returns what the client is told of a dispatched call.
outcome<call_answer> answer_of(upstream_reply reply);

} // namespace gatehouse
