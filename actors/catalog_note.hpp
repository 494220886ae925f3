#pragma once

#include "actors/catalog.hpp"
#include "events/connection/connection.hpp"

#include <map>
#include <memory>

namespace gatehouse {

/// What a server listed, by catalog_list.
using listed_items = std::array<upstream_listing, all_catalog_lists.size()>;

/// Returns the same list in the words of the record.
catalog_part part_of(catalog_list what) noexcept;

/// Returns what was listed as a catalog, each object with the digest of its canonical JSON.
std::shared_ptr<catalog> read_catalog(const connection_id& from, const upstream_hello& hello,
                                      const listed_items& lists);

/// Returns the tools that `known` and those before it had and `fresh` has not.
/// Bounds: limits::tool_changes_per_listing_max.
std::vector<catalog_item> tools_gone(const catalog& known, const catalog& fresh);

/// Returns what is to be recorded of `fresh`: digests, and how the tools differ from `known`, if
/// there is a catalog at hand. `failing` are the lists that could not be had.
note_catalog note_of(const catalog& fresh, const catalog* known,
                     const std::map<catalog_list, failure>& failing, unix_us now);

/// Returns what an operator should know of the tools that `server` lists and nobody can use: how
/// many, and the first of them by name with the reason.
std::string words_on_left_out(std::string_view server, const std::vector<unusable_tool>& tools);

} // namespace gatehouse
