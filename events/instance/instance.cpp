#include "events/instance/instance.hpp"

#include "events/core/limits.hpp"
#include "events/names/slug.hpp"

#include <algorithm>
#include <utility>

namespace gatehouse {

namespace {

/// Returns the name in a verifier key.
std::string_view origin_in(std::string_view key) {
  return key.substr(0, key.find('+'));
}

} // namespace

decision_of<instance> instance::decide(const state& s, const create_instance& c) {
  if (s.created)
    return failure{errc::conflict, "The instance exists already."};
  return events_of<instance>{instance_created{c.now}};
}

decision_of<instance> instance::decide(const state& s, const mint_operator_token& c) {
  if (auto name = parse_display_name("The token's name", c.name); !name)
    return name.error();
  if (s.tokens.size() >= limits::tokens_per_org_max)
    return failure{errc::limit_reached, "There are too many operator tokens; revoke some."};
  return events_of<instance>{
      operator_token_minted{c.token, c.digest, c.prefix, c.name, c.by, c.now}};
}

decision_of<instance> instance::decide(const state& s, const revoke_operator_token& c) {
  if (!s.tokens.contains(c.token))
    return failure{errc::not_found, "Token not found."};
  if (s.tokens.size() == 1)
    return failure{errc::conflict, "This is the last operator token; mint another one first."};
  return events_of<instance>{operator_token_revoked{c.token, c.now}};
}

decision_of<instance> instance::decide(const state& s, const claim_org_slug& c) {
  if (auto valid = parse_org_slug(c.slug); !valid)
    return valid.error();
  if (s.orgs.contains(c.slug))
    return failure{errc::conflict, "Organization slug \"" + c.slug + "\" is already in use."};
  if (s.orgs.size() >= limits::orgs_max)
    return failure{errc::limit_reached, "There are too many organizations."};
  return events_of<instance>{org_slug_claimed{c.org, c.slug}};
}

decision_of<instance> instance::decide(const state& s, const register_user& c) {
  if (auto valid = parse_user_name(c.name); !valid)
    return valid.error();
  if (s.users.contains(c.name))
    return events_of<instance>{};
  if (s.users.size() >= limits::users_max)
    return failure{errc::limit_reached, "There are too many users."};
  return events_of<instance>{user_registered{c.user, c.name, c.now}};
}

decision_of<instance> instance::decide(const state&, const note_refusals& c) {
  if (c.counts.empty())
    return events_of<instance>{};
  return events_of<instance>{authentication_refused{c.counts, c.from, c.until}};
}

decision_of<instance> instance::decide(const state& s, const name_checkpoint_key& c) {
  if (c.key == s.checkpoint_key || c.key == s.previous_checkpoint_key)
    return failure{errc::conflict, "This key has signed checkpoints already."};
  if (!s.checkpoint_key.empty() && origin_in(c.key) != origin_in(s.checkpoint_key))
    return failure{errc::invalid_argument, "A log keeps its name when its key changes."};
  return events_of<instance>{checkpoint_key_named{c.key, c.by, c.now}};
}

decision_of<instance> instance::decide(const state&, const note_query& c) {
  if (c.text.size() > limits::query_text_bytes_max)
    return failure{errc::query_refused, "A query has at most " +
                                            std::to_string(limits::query_text_bytes_max) +
                                            " bytes."};
  return events_of<instance>{record_queried{c.org, c.text, c.digest, c.now}};
}

decision_of<instance> instance::decide(const state& s, const note_rotations& c) {
  const auto known = std::find_if(c.rotations.begin(), c.rotations.end(), [&](const auto& one) {
    return one.rotation == s.master_key_rotation;
  });
  return events_of<instance>(known == c.rotations.end() ? c.rotations.begin() : known + 1,
                             c.rotations.end());
}

void instance::evolve(state& s, const instance_created&) {
  s.created = true;
}

void instance::evolve(state& s, const operator_token_minted& e) {
  s.tokens[e.token] = {e.digest, e.prefix, e.name, e.by, e.at};
}

void instance::evolve(state& s, const operator_token_revoked& e) {
  s.tokens.erase(e.token);
}

void instance::evolve(state& s, const org_slug_claimed& e) {
  s.orgs[e.slug] = e.org;
}

void instance::evolve(state& s, const user_registered& e) {
  s.users[e.name] = e.user;
}

void instance::evolve(state&, const authentication_refused&) {
  // Recorded for the audit; no state depends on it.
}

void instance::evolve(state& s, const checkpoint_key_named& e) {
  s.previous_checkpoint_key = std::exchange(s.checkpoint_key, e.key);
}

void instance::evolve(state&, const record_queried&) {
  // Recorded for the audit; no state depends on it.
}

void instance::evolve(state& s, const master_key_rotated& e) {
  s.master_key_rotation = e.rotation;
}

} // namespace gatehouse
