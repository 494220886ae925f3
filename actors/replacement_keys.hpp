#pragma once

#include "events/org/org.hpp"
#include "storage/crypto/vault.hpp"

#include <map>

namespace gatehouse {

/// Makes a data key for everybody whose content is to be erased: for `user`, or, if that is empty,
/// for the organization and all its users. All or none. Blocks. Errors: `io_failed`.
outcome<std::map<user_id, data_key_id>> make_replacement_keys(vault& keys, const org::state& owner,
                                                              const user_id& user);

/// Takes keys back that nothing was sealed under. Blocks.
void take_back(vault& keys, const std::map<user_id, data_key_id>& unused);

} // namespace gatehouse
