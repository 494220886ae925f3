#pragma once

#include "events/core/ids.hpp"
#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "storage/view_store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Which page of a list in the order of the journal.
struct page_request {
  std::string cursor; ///< empty: the first page; else as given by the page before
  std::size_t items = limits::page_items_default;
  bool newest_first = true;
  std::optional<journal_position> after; ///< only what is beyond; with oldest first: to follow
};

template <class T> struct page {
  std::vector<T> items;
  std::string next; ///< empty: the last page; else there are more rows, if none that match
};

/// Rows whose keys are a prefix and a position, eight bytes big-endian.
struct row_range {
  std::string_view projection;
  std::string prefix;
};

/// What a reader makes of a row: an item of the page, none, or the end of the whole list.
enum class row_use : std::uint8_t { item, none, end };

/// Shows the rows of one page to `look`, in order; returns the cursor of the next page.
///
/// A cursor holds the position of the last row that was looked at, so rows that come later neither
/// shift a page nor repeat one. It says nothing of whose rows they are: that is the range's part.
/// Bounds: limits::page_items_max items, limits::page_rows_max rows looked at.
/// Errors: `invalid_argument` (a cursor that is none of ours, or of the other direction; more items
/// than the bound, or none), what reading or `look` says.
outcome<std::string> read_page(const view_store& views, const row_range& range,
                               const page_request& wanted,
                               const std::function<outcome<row_use>(std::string_view value)>& look);

} // namespace gatehouse
