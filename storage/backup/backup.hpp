#pragma once

#include "events/core/outcome.hpp"
#include "storage/backup/manifest.hpp"
#include "storage/backup/new_data_folder.hpp"
#include "storage/journal.hpp"

#include <string>

namespace gatehouse {

/// What a backup is stamped with when it is finished.
struct backup_stamp {
  clock_source now;
  std::string version; ///< of this program
};

/// Copies the log of the data folder `data` to the folder `backup`, record by record, also while a
/// server writes it: everything that was committed before the call is in it. A backup that is there
/// already is brought up to date, an unfinished one is finished.
///
/// Every record and the tree over them is checked on the way, those that the backup has already
/// too. Checkpoints are copied, views and keys are not. Changes nothing in `data`.
/// Errors: `invalid_argument` (no data folder; one folder inside the other), `conflict` (`backup`
/// holds something else), `journal_locked` (another backup into it runs), `journal_damaged`,
/// `journal_newer`, `checkpoint_invalid`, `io_failed`. Of these only the last five leave anything
/// in `backup`: what was copied so far, and the manifest of the backup before.
outcome<backup_manifest> back_up(const std::string& data, const std::string& backup,
                                 const backup_stamp& stamp, const copy_progress& progress);

/// Makes the data folder `data` from a backup, which is only read: the records that its manifest
/// names, checked on the way, their checkpoints, and views folded from them. The folder appears
/// whole or not at all.
///
/// Errors: `conflict` (`data` is there and not empty), `invalid_argument` (no backup, or one that
/// was never finished), `journal_damaged`, `journal_newer`, `checkpoint_invalid`, `io_failed`.
outcome<backup_manifest> restore_backup(const std::string& backup, const std::string& data,
                                        const copy_progress& progress);

} // namespace gatehouse
