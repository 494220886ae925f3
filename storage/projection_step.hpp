#pragma once

#include "storage/projector.hpp"
#include "storage/view_writer.hpp"

#include <functional>
#include <string>
#include <vector>

namespace gatehouse {

/// Visits the records of a journal from a position on until told to stop.
using record_reader = std::function<outcome<nothing>(journal_position from,
                                                     const std::function<bool(const record&)>&)>;

/// Returns what drop_rows() is told of `folds`: their names and versions.
std::string description_of(const std::vector<const projection*>& folds);

/// Makes sure that the rows are those of `folds`: if a projection has come, gone or changed its
/// version since they were written, all rows are dropped and will be folded from the start.
outcome<nothing> prepare_rows(view_writer& views, const std::vector<const projection*>& folds);

/// Folds one bounded batch of what follows `folded` into `views`, with its checkpoint.
///
/// Returns the new checkpoint, `folded` itself if nothing follows.
/// Bounds: limits::project_records_max and project_bytes_max, but at least one record.
/// Errors: what reading, a projection or writing says, with projection and position; then nothing
/// of the batch is in the views.
outcome<journal_position> fold_next(const record_reader& read, journal_position folded,
                                    view_writer& views,
                                    const std::vector<const projection*>& folds);

} // namespace gatehouse
