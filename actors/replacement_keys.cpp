#include "actors/replacement_keys.hpp"

namespace gatehouse {

outcome<std::map<user_id, data_key_id>> make_replacement_keys(vault& keys, const org::state& owner,
                                                              const user_id& user) {
  std::map<user_id, data_key_id> fresh{{user, {}}};
  if (user.empty())
    for (const auto& [whose, key] : owner.user_keys)
      fresh.emplace(whose, data_key_id{});
  for (auto& [whose, key] : fresh) {
    auto made = keys.create_data_key();
    if (!made) {
      take_back(keys, fresh);
      return made.error();
    }
    key = *made;
  }
  return fresh;
}

void take_back(vault& keys, const std::map<user_id, data_key_id>& unused) {
  for (const auto& [user, key] : unused)
    if (!key.empty())
      static_cast<void>(keys.destroy_data_key(key));
}

} // namespace gatehouse
