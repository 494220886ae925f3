#pragma once

#include "storage/archived_past.hpp"
#include "storage/backup/log_copy.hpp"
#include "storage/backup/new_data_folder.hpp"

#include <cstdint>
#include <string>

namespace gatehouse {

/// Where a data folder's log and views are made anew before they take the places of the old ones.
std::string workshop_of(const std::string& data);

/// What the new log must be: the same records up to the end, but of those up to `cut` that no
/// state needs only the hashes.
struct log_cut {
  log_point end;
  journal_position cut;
  archived_past past; ///< what is archived, the new part too, but its records not counted yet
};

/// What came of it.
struct cut_result {
  std::uint64_t moved = 0;    ///< records that only the old log has whole
  std::uint64_t archived = 0; ///< all that the new log does not have whole
};

/// Makes the log without its archived records, and the views of that, in the workshop of `data`,
/// and verifies it there. `log` is only read.
/// Errors: `journal_damaged`, `io_failed`, those of find_finished_sessions and of rebuild_views.
outcome<cut_result> make_cut_log(const log_store& log, const std::string& data, const log_cut& how,
                                 const copy_progress& progress);

/// Puts log and views of the workshop in their places, durably. The log changes in one step, from
/// the old to the new one; if the process ends in between, the views are missing at worst and are
/// folded again by whoever opens the folder. The old log must be closed, and end at `end`.
/// Errors: `journal_locked` (somebody writes it), `conflict` (it has gone on meanwhile; nothing was
/// changed), `io_failed` (the file system cannot exchange two folders; nothing was changed).
outcome<nothing> put_in_place(const std::string& data, const log_point& end,
                              const copy_progress& progress);

/// Removes what an archiving that was interrupted has left. Nobody else may write the folder.
outcome<nothing> clear_workshop(const std::string& data);

} // namespace gatehouse
