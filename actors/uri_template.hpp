#pragma once

#include <string_view>

namespace gatehouse {

/// Returns whether `uri` can be an expansion of `uri_template` (RFC 6570): its literals in order,
/// and for each expression any text, without a slash unless the expression's operator allows one.
/// A question of routing only: the server itself decides what the URI means.
/// Bounds: both at most limits::uri_bytes_max; else false.
bool may_expand_to(std::string_view uri_template, std::string_view uri);

} // namespace gatehouse
