#pragma once

#include "storage/json/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What stands in the place of a value that was left out.
inline constexpr std::string_view redacted_mark = "[redacted]";

/// Returns the JSON value with the values left out that rules name. A rule is the name of a key,
/// wherever it stands, whatever its case and however its words are joined; or a JSON pointer
/// (RFC 6901) below `root` (`/arguments`, `/result`), in which a segment `*` stands for every
/// member or element. Keys that look like secrets (password, api_key, authorization, ...) need no
/// rule.
///
/// A string that is itself a JSON object or array is treated like one: results carry such texts.
/// What is said in plain text is not found.
/// Bounds: those of the document; texts inside texts are looked into four deep.
std::string redacted_json(const json_value& value, std::string_view root,
                          const std::vector<std::string>& rules);

} // namespace gatehouse
