#include "events/core/limits.hpp"
#include "events/org/org.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

failure not_created() {
  return {errc::not_found, "Organization not found."};
}

bool holds(const std::vector<data_key_id>& keys, const data_key_id& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void append(std::vector<data_key_id>& all, const std::vector<data_key_id>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// Returns every key under which content of `user` was sealed; of everybody for the empty user.
std::vector<data_key_id> keys_of(const org::state& s, const user_id& user) {
  std::vector<data_key_id> keys;
  if (user.empty())
    keys.push_back(s.data_key);
  for (const auto& [whose, key] : s.user_keys)
    if (user.empty() || whose == user)
      keys.push_back(key);
  for (const auto& [whose, former] : s.former_keys)
    if (user.empty() || whose == user)
      append(keys, former);
  return keys;
}

/// Whoever loses a key gets another, so that nothing is ever sealed under one that is erased.
bool replaces_all(const org::state& s, const erase_content& c) {
  if (!c.user.empty())
    return c.replacements.contains(c.user);
  return c.replacements.contains({}) &&
         std::all_of(s.user_keys.begin(), s.user_keys.end(),
                     [&](const auto& one) { return c.replacements.contains(one.first); });
}

} // namespace

const data_key_id& org::state::key_of(const user_id& user) const {
  const auto own = user_keys.find(user);
  return own == user_keys.end() ? data_key : own->second;
}

bool org::state::keeps(const user_id& user, const data_key_id& key) const {
  if (key == data_key || key == key_of(user))
    return true;
  for (const auto& whose : {user_id{}, user})
    if (auto former = former_keys.find(whose); former != former_keys.end())
      if (holds(former->second, key))
        return true;
  return false;
}

decision_of<org> org::decide(const state& s, const set_org_capture& c) {
  if (s.id.empty())
    return not_created();
  capture_settings wanted{c.level.value_or(s.capture.level), c.most.value_or(s.capture.most),
                          c.redact.value_or(s.capture.redact)};
  if (wanted.level > wanted.most)
    return failure{errc::invalid_argument, "The level is above the most that may be captured."};
  if (auto good = check_redaction_rules(wanted.redact); !good)
    return good.error();
  if (wanted == s.capture)
    return events_of<org>{};
  return events_of<org>{org_capture_set{std::move(wanted), c.now}};
}

decision_of<org> org::decide(const state& s, const set_data_key& c) {
  if (s.id.empty())
    return not_created();
  if (!c.user.empty() && !s.members.contains(c.user))
    return failure{errc::not_found, "The user is no member of this organization."};
  const auto former = s.former_keys.find(c.user);
  if (former != s.former_keys.end() && former->second.size() >= limits::former_keys_max)
    return failure{errc::limit_reached, "There are too many former keys; erase their content."};
  return events_of<org>{data_key_set{c.user, c.key, c.now}};
}

decision_of<org> org::decide(const state& s, const erase_content& c) {
  if (s.id.empty())
    return not_created();
  if (!c.user.empty() && !s.members.contains(c.user))
    return failure{errc::not_found, "The user is no member of this organization."};
  if (!replaces_all(s, c))
    return failure{errc::conflict, "The organization has changed meanwhile; try again."};
  return events_of<org>{content_erased{c.user, keys_of(s, c.user), c.replacements, c.now}};
}

decision_of<org> org::decide(const state& s, const note_destroyed_keys& c) {
  std::vector<data_key_id> gone;
  for (const auto& key : c.keys)
    if (holds(s.dying_keys, key))
      gone.push_back(key);
  if (gone.empty())
    return events_of<org>{};
  return events_of<org>{data_keys_destroyed{std::move(gone), c.now}};
}

void org::evolve(state& s, const org_capture_set& e) {
  s.capture = e.settings;
}

void org::evolve(state& s, const data_key_set& e) {
  auto& current = e.user.empty() ? s.data_key : s.user_keys[e.user];
  if (!current.empty())
    s.former_keys[e.user].push_back(current);
  current = e.key;
}

void org::evolve(state& s, const content_erased& e) {
  append(s.dying_keys, e.keys);
  if (e.user.empty())
    s.former_keys.clear();
  else
    s.former_keys.erase(e.user);
  for (const auto& [user, key] : e.replacements)
    (user.empty() ? s.data_key : s.user_keys[user]) = key;
}

void org::evolve(state& s, const data_keys_destroyed& e) {
  std::erase_if(s.dying_keys, [&](const data_key_id& key) { return holds(e.keys, key); });
}

} // namespace gatehouse
