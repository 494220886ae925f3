#pragma once

#include "actors/caller.hpp"
#include "actors/published.hpp"
#include "events/core/outcome.hpp"
#include "events/core/record.hpp"

#include <memory>
#include <vector>

namespace gatehouse {

/// What a caller at a resource is subject to, as published at one moment: one operation sees one of
/// these throughout. `reads` is the read-set of whatever is decided on it.
struct scope_view {
  published::entry<org> owner;
  published::entry<toolkit> kit; ///< null for the org's default resource
  std::shared_ptr<const policy_snapshot> policy;
  std::vector<published::entry<connection>> connections; ///< those that may offer tools, by age
  user_id viewer; ///< whose personal tools are in view, empty for nobody's
  std::vector<stream_read> reads;
};

/// Errors: `forbidden` (the org is gone), `not_found` (the toolkit is gone), `unauthorized` (the
/// token was revoked since the request came in).
outcome<scope_view> view_scope(const published& current, const binding& at);

/// Returns whether the token of `who` still counts: it may have been revoked since its request came
/// in.
bool is_live(const scope_view& view, const caller& who);

/// Returns what is recorded with everything a caller does at a resource.
record_context context_of(const scope_view& view, const binding& at, const session_id& session);

} // namespace gatehouse
