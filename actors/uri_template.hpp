#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Returns whether `uri` can be an expansion of `uri_template` (RFC 6570): its literals in order,
/// and for each expression any text, without a slash unless the expression's operator allows one.
/// A question of routing only: the server itself decides what the URI means.
/// Bounds: both at most limits::uri_bytes_max; else false.
bool may_expand_to(std::string_view uri_template, std::string_view uri);

/// Returns what a template becomes when each `{name}` and `{+name}` in it is one of `values`: with
/// the values percent-encoded (RFC 6570, 3.2.2) and as they are, since servers differ. Empty if a
/// value is missing, or an expression is of another kind.
std::vector<std::string> expansions(std::string_view uri_template,
                                    const std::map<std::string, std::string>& values);

} // namespace gatehouse
