#pragma once

#include "actors/gateway.hpp"
#include "events/core/outcome.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns a page of a listing as the result object of tools/list: what comes after `cursor`
/// (empty: from the start), at most `tools_max` tools. A cursor names the last tool shown, so it
/// survives changes of the listing. Errors: `invalid_argument` (a cursor that is none of ours).
outcome<std::string> tools_page(const catalog_listing& listing, std::string_view cursor,
                                std::size_t tools_max);

} // namespace gatehouse
