#pragma once

#include <string_view>
#include <vector>

namespace gatehouse {

/// A member of an object as it stands in the text.
struct raw_member {
  std::string_view key;   ///< the string token, quotes included
  std::string_view value; ///< any JSON value
  std::string_view whole; ///< from the key to the end of the value
};

/// Returns the members of `object` in text order without looking into their values, so that a large
/// one costs one pass over its bytes and no memory. `object` must be a JSON object that
/// json_document has accepted; of anything else, no members.
std::vector<raw_member> raw_members(std::string_view object);

} // namespace gatehouse
