#pragma once

#include "storage/view_table.hpp"
#include "storage/view_writer.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace gatehouse {

/// Writes what a batch gathered, with the checkpoint that the views now cover `position`.
using view_commit = std::function<outcome<nothing>(view_changes& all, journal_position position)>;

/// Rows that batches read and wrote lately, as the table has them, by their whole keys; without a
/// value where it has none. A batch changes mostly rows of those before it, and here they are found
/// without a search in the database. Bounds: emptied when a batch finds more than a few thousand.
using recent_rows = std::unordered_map<std::string, std::optional<std::string>>;

/// Returns an empty batch of changes to `table`, whose copies reach up to `copied`. Rows that the
/// batch has not changed are read from `recent` or the table; once it is written, `recent` holds
/// its own as well. Ownership: `table`, `recent` and what `commit` refers to must outlive it.
std::unique_ptr<view_batch> make_view_batch(const view_table& table, recent_rows& recent,
                                            journal_position copied, view_commit commit);

} // namespace gatehouse
