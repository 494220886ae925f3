#include "actors/credentials.hpp"

#include "storage/crypto/digest.hpp"
#include "storage/crypto/random.hpp"

#include <mutex>

namespace gatehouse {

namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t shown_prefix_chars = 8; ///< behind the kind's own four
constexpr std::string_view operator_principal = "operator";

std::string_view prefix_of(token_kind kind) {
  switch (kind) {
  case token_kind::operator_token:
    return "gho_";
  case token_kind::org_token:
    return "ght_";
  case token_kind::user_token:
    return "ghu_";
  }
  return {};
}

caller caller_of(const org::state& state, const token_id& id, const org::token& token) {
  caller who;
  who.org = state.id;
  who.credential = id;
  who.rank = token.rank;
  who.principal.value = token.user.empty() ? id.value : token.user.value;
  who.user = token.user;
  return who;
}

} // namespace

token_secret new_token_secret(token_kind kind) {
  token_secret secret;
  secret.token = std::string{prefix_of(kind)} + to_base64url(random_bytes(token_bytes));
  secret.prefix = secret.token.substr(0, prefix_of(kind).size() + shown_prefix_chars);
  secret.digest = sha256(secret.token);
  return secret;
}

outcome<caller> credentials::find(std::string_view token) const {
  // Looking up the digest of a 256-bit secret leaks nothing of use through timing.
  auto digest = sha256(token);
  std::shared_lock lock{mutex_};
  auto found = by_digest_.find(digest);
  if (found == by_digest_.end())
    return failure{errc::unauthorized, "The token is not valid."};
  return found->second;
}

void credentials::replace(const instance::state& state) {
  std::unique_lock lock{mutex_};
  auto& mine = of_org_[org_id{}];
  for (const auto& digest : mine)
    by_digest_.erase(digest);
  mine.clear();
  for (const auto& [id, token] : state.tokens) {
    by_digest_[token.digest] = {{std::string{operator_principal}}, id, {}, {}, role::owner};
    mine.insert(token.digest);
  }
}

void credentials::replace(const org::state& state) {
  std::unique_lock lock{mutex_};
  auto& mine = of_org_[state.id];
  for (const auto& digest : mine)
    by_digest_.erase(digest);
  mine.clear();
  for (const auto& [id, token] : state.tokens) {
    // A user's token lives only as long as the membership.
    auto member = state.members.find(token.user);
    if (!token.user.empty() && member == state.members.end())
      continue;
    by_digest_[token.digest] = caller_of(state, id, token);
    mine.insert(token.digest);
  }
}

} // namespace gatehouse
