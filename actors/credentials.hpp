#pragma once

#include "actors/caller.hpp"
#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"
#include "events/instance/instance.hpp"
#include "events/org/org.hpp"

#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace gatehouse {

/// A new token: 32 random bytes in base64url behind a prefix that names its kind.
struct token_secret {
  std::string token;
  std::string prefix; ///< kind and the first characters, for lists and logs
  digest256 digest;   ///< what is stored
};

/// The kinds of tokens: `gho_` the operator's, `ght_` an organization's, `ghu_` a user's.
enum class token_kind : std::uint8_t { operator_token, org_token, user_token };

/// Returns a fresh token of `kind`.
token_secret new_token_secret(token_kind kind);

/// Which caller each live token stands for, found by the token's SHA-256 digest. Rebuilt for an org
/// whenever its state is published, so a revoked token is gone before its revocation is
/// acknowledged.
///
/// Thread rule: every member from any thread.
class credentials {
public:
  /// Errors: `unauthorized`, for every reason alike.
  outcome<caller> find(std::string_view token) const;

  void replace(const instance::state& state);
  void replace(const org::state& state);

private:
  mutable std::shared_mutex mutex_;
  std::map<digest256, caller> by_digest_;
  std::map<org_id, std::set<digest256>> of_org_; ///< the empty org: the instance
};

} // namespace gatehouse
