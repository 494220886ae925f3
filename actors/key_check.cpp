#include "actors/key_check.hpp"

#include "storage/event_codec.hpp"
#include "storage/json/rfc3339.hpp"

#include <algorithm>
#include <optional>

namespace gatehouse {

namespace {

/// Returns whether from this event on something is sealed under `key`.
bool names_key(const org::event& event, const data_key_id& key) {
  if (const auto* created = std::get_if<org_created>(&event))
    return created->data_key == key;
  if (const auto* set = std::get_if<data_key_set>(&event))
    return set->key == key;
  if (const auto* erased = std::get_if<content_erased>(&event))
    return std::any_of(erased->replacements.begin(), erased->replacements.end(),
                       [&](const auto& one) { return one.second == key; });
  return false;
}

/// Returns the words for when the record first names `key`; empty if it cannot be read.
std::string since_when(const journal& log, const org_id& owner, const data_key_id& key) {
  std::string words;
  static_cast<void>(log.read_stream(org::stream(owner), {}, [&](const record& one) {
    const auto event = decode_event<org>(one.event_number, one.event_version, one.payload);
    if (event && names_key(*event, key))
      words = ", in use since position " + std::to_string(one.position.value) + " (" +
              to_rfc3339(one.at) + ")";
    return words.empty();
  }));
  return words;
}

std::string owner_of(const org::state& owner, const user_id& user) {
  const auto of_org = "organization \"" + owner.slug + "\"";
  if (user.empty())
    return of_org;
  const auto member = owner.members.find(user);
  const auto& name = member == owner.members.end() ? user.value : member->second.name;
  return "user \"" + name + "\" of " + of_org;
}

failure told(const opened_folder& folder, const std::string& keys_folder, const org::state& owner,
             const user_id& user, const failure& why) {
  const auto& key = user.empty() ? owner.data_key : owner.key_of(user);
  const auto fate = folder.keys->fate_of(key);
  if (!fate || *fate != key_fate::lost)
    return {why.code, "The data key of " + owner_of(owner, user) + ": " + why.detail};
  return {errc::key_missing,
          "The keys folder has lost " + keys_folder + '/' + key.value + ", the data key of " +
              owner_of(owner, user) + since_when(*folder.log, owner.id, key) +
              ". Bring back a copy of the keys folder from after that. To go on without what was "
              "captured under it: gatehouse keys give-up " +
              keys_folder + ' ' + key.value};
}

} // namespace

outcome<nothing> check_data_keys(const opened_folder& folder, const std::string& keys_folder,
                                 const published& current) {
  for (const auto& one : current.orgs()) {
    const auto& owner = one->state;
    std::map<user_id, data_key_id> in_use{{{}, owner.data_key}};
    in_use.insert(owner.user_keys.begin(), owner.user_keys.end());
    for (const auto& [user, key] : in_use)
      if (auto digest = folder.keys->argument_digest(key, ""); !digest)
        return told(folder, keys_folder, owner, user, digest.error());
  }
  return nothing{};
}

} // namespace gatehouse
