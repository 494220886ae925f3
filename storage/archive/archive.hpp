#pragma once

#include "events/core/outcome.hpp"
#include "storage/archived_past.hpp"
#include "storage/backup/backup.hpp"
#include "storage/past/moment.hpp"

#include <cstdint>
#include <string>

namespace gatehouse {

/// What is moved from where to where.
struct archive_request {
  std::string data;    ///< a data folder that nobody writes
  std::string segment; ///< a folder that is not there, or what a former attempt has left there
  moment before;       ///< records up to here, at most
};

/// What came of it.
struct archive_report {
  archived_part part;      ///< what the segment holds; no record if there is nothing to archive
  std::uint64_t moved = 0; ///< records that are now in segments only
  std::uint64_t kept = 0;  ///< records that are still in the log
};

/// Moves the older records of a data folder to a segment. The segment is written, read again and
/// verified; then the log and the views are made anew without the records of sessions that were
/// over, verified, and put in the place of the old ones in one step. Of what is moved the log keeps
/// the leaf hash, so that it is verified and proven from as before. Records of all other streams
/// stay, however old: what can be computed of them is whole.
///
/// It goes no further than the newest checkpoint, and never takes the last record. Whenever it is
/// interrupted, the folder is as it was or as it shall be; the next call goes on.
/// Errors: `invalid_argument` (no data folder, one inside the other, it belongs to somebody else),
/// `journal_locked` (a gateway runs), `checkpoint_invalid` (there is none, or it does not hold),
/// `conflict` (`segment` holds something else), `journal_damaged`, `io_failed`.
outcome<archive_report> archive_records(const archive_request& what, const backup_stamp& stamp,
                                        const copy_progress& progress);

} // namespace gatehouse
