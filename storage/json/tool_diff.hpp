#pragma once

#include "events/connection/connection_events.hpp"

#include <string_view>
#include <vector>

namespace gatehouse {

/// Returns where two tool objects of MCP differ and what each difference means to a caller, in byte
/// order of the members; nothing when they are the same. What a rule does not know is breaking.
///
/// - notational: title, description, icons, and a schema's words for humans
/// - additive: whoever called the tool may go on as before: an optional property, a wider type
/// - breaking: the rest: what was accepted may be refused, what was returned may be missing, or the
///   annotations promise less safety than before
///
/// Bounds: limits::changed_fields_max places, the heaviest first if there are more;
/// limits::pointer_bytes_max each. A text that is no JSON object differs as a whole.
std::vector<changed_field> diff_tools(std::string_view before, std::string_view after);

/// Returns the heaviest of `changed`; notational when there is none.
change_class weight_of(const std::vector<changed_field>& changed);

} // namespace gatehouse
