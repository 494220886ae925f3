#pragma once

#include <string>

namespace gatehouse {

/// Returns a result of a server of the stateless era as the revisions with sessions have it:
/// without what came later (`resultType`, `ttlMs`, `cacheScope`), and without a `structuredContent`
/// that is no object, which is told as text as well. All else stays byte for byte.
std::string result_for_session(std::string body);

} // namespace gatehouse
