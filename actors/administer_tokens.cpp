#include "actors/actor_administration.hpp"
#include "actors/credentials.hpp"
#include "events/names/slug.hpp"
#include "storage/crypto/random.hpp"

namespace gatehouse {

namespace {

minted_token shown(const token_id& id, const token_secret& secret) {
  return {id, secret.prefix, secret.token};
}

} // namespace

void actor_administration::mint_operator_token(const caller& by, std::string name,
                                               answer<minted_token> done) {
  auto secret = new_token_secret(token_kind::operator_token);
  token_id id{random_id("tok_")};
  gatehouse::mint_operator_token mint{id,           secret.digest, secret.prefix, std::move(name),
                                      by.principal, world_->now()};
  change<instance>(by, {}, instance::stream(), std::move(mint), std::move(done),
                   [id, secret](const receipt<instance>&) { return shown(id, secret); });
}

void actor_administration::revoke_operator_token(const caller& by, token_id id,
                                                 answer<nothing> done) {
  change<instance>(by, {}, instance::stream(), gatehouse::revoke_operator_token{id, world_->now()},
                   std::move(done), [](const receipt<instance>&) { return nothing{}; });
}

void actor_administration::mint_token(const caller& by, org_id org, new_token what,
                                      answer<minted_token> done) {
  auto secret =
      new_token_secret(what.user.empty() ? token_kind::org_token : token_kind::user_token);
  gatehouse::mint_token mint{{random_id("tok_")}, secret.digest, secret.prefix,
                             what.name,           what.rank,     {},
                             what.user,           by.principal,  world_->now()};
  auto shown_once = [id = mint.token, secret](const receipt<gatehouse::org>&) {
    return shown(id, secret);
  };
  if (what.user.empty())
    return change<gatehouse::org>(by, org, gatehouse::org::stream(org), std::move(mint),
                                  std::move(done), shown_once);
  // A user exists once in the instance; registering one again changes nothing.
  auto name = what.user;
  register_user registration{{random_id("user_")}, name, world_->now()};
  ask<instance>(system_, peers_.directory,
                {instance::stream(), std::move(registration), context(by, {}), {}},
                [this, by, org, name, mint = std::move(mint), done = std::move(done),
                 shown_once](const outcome<receipt<instance>>& registered) mutable {
                  auto known = world_->current.find_instance();
                  if (!registered)
                    return refuse(registered.error(), std::move(done));
                  mint.user = known->state.users.at(name);
                  mint_for_user(by, org, std::move(mint), std::move(done), shown_once);
                });
}

/// A user's first token comes with the key of the user's private content.
void actor_administration::mint_for_user(
    const caller& by, const org_id& org, gatehouse::mint_token mint, answer<minted_token> done,
    std::function<minted_token(const receipt<gatehouse::org>&)> shown) {
  auto owner = world_->current.find(org);
  if (owner && owner->state.user_keys.contains(mint.user))
    return change<gatehouse::org>(by, org, gatehouse::org::stream(org), std::move(mint),
                                  std::move(done), std::move(shown));
  world_->chores.post([this, by, org, mint = std::move(mint), done = std::move(done),
                       shown = std::move(shown)]() mutable {
    auto key = world_->keys.create_data_key();
    if (!key)
      return refuse(key.error(), std::move(done));
    mint.data_key = *key;
    // Of two first tokens at once, one brings a key that nobody needs: a file that seals nothing.
    change<gatehouse::org>(by, org, gatehouse::org::stream(org), std::move(mint), std::move(done),
                           std::move(shown));
  });
}

void actor_administration::revoke_token(const caller& by, org_id org, token_id id,
                                        answer<nothing> done) {
  change<gatehouse::org>(by, org, gatehouse::org::stream(org),
                         gatehouse::revoke_token{id, world_->now()}, std::move(done),
                         [](const receipt<gatehouse::org>&) { return nothing{}; });
}

} // namespace gatehouse
