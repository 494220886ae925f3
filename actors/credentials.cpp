#include "actors/credentials.hpp"

#include "storage/crypto/digest.hpp"
#include "storage/crypto/random.hpp"

#include <mutex>
#include <utility>

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

/// A user's token lives only as long as the membership.
bool lives(const org::state& in, const org::token& token) {
  return token.user.empty() || in.members.contains(token.user);
}

/// Visits every key of either map in order, with what each holds there: null for nothing.
template <class Map, class Visit>
void visit_both(const Map& before, const Map& now, const Visit& visit) {
  const typename Map::mapped_type* nothing_there = nullptr;
  auto old = before.begin();
  for (const auto& [key, fresh] : now) {
    for (; old != before.end() && old->first < key; ++old)
      visit(old->first, &old->second, nothing_there);
    const bool kept = old != before.end() && old->first == key;
    visit(key, kept ? &old->second : nullptr, &fresh);
    if (kept)
      ++old;
  }
  for (; old != before.end(); ++old)
    visit(old->first, &old->second, nothing_there);
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

void credentials::replace(const instance::state& before, const instance::state& now) {
  changes all;
  visit_both(before.tokens, now.tokens,
             [&](const token_id& id, const auto* old, const auto* fresh) {
               if (old && fresh && old->digest == fresh->digest)
                 return;
               if (old)
                 all.gone.push_back(old->digest);
               if (fresh)
                 all.come.push_back(
                     {fresh->digest, {{std::string{operator_principal}}, id, {}, {}, role::owner}});
             });
  apply(std::move(all));
}

void credentials::replace(const org::state& before, const org::state& now) {
  changes all;
  visit_both(before.tokens, now.tokens,
             [&](const token_id& id, const auto* old, const auto* fresh) {
               const bool was = old && lives(before, *old);
               const bool is = fresh && lives(now, *fresh);
               if (was && is && old->digest == fresh->digest && old->rank == fresh->rank &&
                   old->user == fresh->user)
                 return;
               if (was)
                 all.gone.push_back(old->digest);
               if (is)
                 all.come.push_back({fresh->digest, caller_of(now, id, *fresh)});
             });
  apply(std::move(all));
}

void credentials::apply(changes all) {
  if (all.gone.empty() && all.come.empty())
    return;
  std::unique_lock lock{mutex_};
  for (const auto& digest : all.gone)
    by_digest_.erase(digest);
  for (auto& [digest, who] : all.come)
    by_digest_.insert_or_assign(digest, std::move(who));
}

} // namespace gatehouse
