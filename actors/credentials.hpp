#pragma once

#include "actors/caller.hpp"
#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"
#include "events/instance/instance.hpp"
#include "events/org/org.hpp"

#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// Which caller each live token stands for, found by the token's SHA-256 digest. Brought up to date
/// whenever an org's state is published, so a revoked token is gone before its revocation is
/// acknowledged. Only what has changed is touched: an org may have limits::tokens_per_org_max
/// tokens, and whoever authenticates waits meanwhile.
///
/// Thread rule: every member from any thread.
class credentials {
public:
  /// Errors: `unauthorized`, for every reason alike.
  outcome<caller> find(std::string_view token) const;

  /// Puts the tokens of `now` in the place of those of `before`, the state that was given last.
  void replace(const instance::state& before, const instance::state& now);
  void replace(const org::state& before, const org::state& now);

private:
  struct changes {
    std::vector<digest256> gone;
    std::vector<std::pair<digest256, caller>> come;
  };

  void apply(changes all);

  mutable std::shared_mutex mutex_;
  std::map<digest256, caller> by_digest_;
};

} // namespace gatehouse
