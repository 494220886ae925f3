#pragma once

#include "app/verb.hpp"
#include "storage/backup/backup.hpp"
#include "storage/log_store.hpp"

#include <memory>
#include <string>

namespace gatehouse {

/// `DIR`, as the verbs that need no server have it.
inline constexpr verb_option data_folder_operand{"DIR", "", "The data folder, or a copy of it.",
                                                 occurs::once};

/// `--archive`, as the verbs have it that read records of the past.
inline constexpr verb_option archive_option{
    "--archive", "SEGMENT", "A segment that was archived from it; its records are read, too.",
    occurs::any};

/// Returns what is written into copies of the record: the time, and this program.
backup_stamp stamp_now();

/// Opens the log of a data folder for reading, also while a server writes it.
/// Errors: `invalid_argument` (no data folder), those of open_rocksdb_log.
outcome<std::unique_ptr<log_store>> open_log(const std::string& folder);

/// The same of the verb's folder, with the records of the segments that `--archive` names.
/// Errors: those of open_log and of segment::open.
outcome<std::unique_ptr<log_store>> open_whole_log(const verb_call& call,
                                                   const std::string& folder);

} // namespace gatehouse
