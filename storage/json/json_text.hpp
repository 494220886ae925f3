#pragma once

#include "events/names/utf8.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the text of a JSON string token (quotes included), escapes resolved.
/// The token must have been accepted by json_document.
std::string unescape_json_string(std::string_view token);

/// Returns whether the decoded text of a valid JSON string token equals `text`.
bool json_string_equals(std::string_view token, std::string_view text);

/// Returns `text` with each maximal ill-formed part replaced by U+FFFD (Unicode 15, 3.9, U+FFFD
/// substitution of maximal subparts); well-formed text comes back as it is.
std::string replace_ill_formed_utf8(std::string_view text);

/// Returns one object with the members of all `objects` in their order: raw texts of valid objects,
/// an empty text counting as none. Their keys must differ from each other.
std::string join_json_objects(std::initializer_list<std::string_view> objects);

} // namespace gatehouse
