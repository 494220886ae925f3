#pragma once

#include "actors/gateway.hpp"
#include "events/core/outcome.hpp"
#include "http/mcp/rpc_message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the list that a method asks for, if it is one of the list methods.
std::optional<catalog_list> list_asked_by(std::string_view method);

/// Returns the cursor that the params of a list method have, if any. Errors: `invalid_argument`
/// (not a string).
outcome<std::optional<std::string>> read_cursor(const std::optional<json_value>& params);

/// Returns a page of a listing as the result object of its method: what comes after `cursor`
/// (nothing: from the start), at most `items_max` items, and `more` (raw members, without braces)
/// behind them. A cursor names the last item shown, so it survives changes of the listing.
/// Errors: `invalid_argument` (a cursor that is none of ours).
outcome<std::string> list_page(catalog_list what, const catalog_listing& listing,
                               const std::optional<std::string>& cursor, std::size_t items_max,
                               std::string_view more = {});

} // namespace gatehouse
