#pragma once

#include "storage/view_table.hpp"
#include "storage/view_writer.hpp"

#include <functional>
#include <memory>

namespace gatehouse {

/// Writes what a batch gathered, with the checkpoint that the views now cover `position`.
using view_commit = std::function<outcome<nothing>(view_changes& all, journal_position position)>;

/// Returns an empty batch of changes to `table`, whose copies reach up to `copied`. Rows that the
/// batch has not changed are read from the table.
/// Ownership: `table` and what `commit` refers to must outlive it.
std::unique_ptr<view_batch> make_view_batch(const view_table& table, journal_position copied,
                                            view_commit commit);

} // namespace gatehouse
