#pragma once

#include "storage/json/json.hpp"

#include <optional>
#include <string>

namespace gatehouse {

/// Returns what in `value` is certainly not what `schema` demands, as a JSON pointer and a reason;
/// nothing if nothing is certain.
///
/// Looks only at what means the same in every dialect of JSON Schema: `type`, `required`,
/// `properties`, `items` that is one schema, and `enum` of texts. The rest is not judged, nor is
/// what stands beside a `$ref`: whoever needs a full judgement validates on its own.
std::optional<std::string> contradiction(const json_value& schema, const json_value& value);

} // namespace gatehouse
