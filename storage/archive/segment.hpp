#pragma once

#include "storage/archive/segment_manifest.hpp"
#include "storage/backup/new_data_folder.hpp"
#include "storage/proof/checkpoint.hpp"
#include "storage/proof/verifier_key.hpp"
#include "storage/proof/verify_log.hpp"

#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

/// A stretch of a log in a folder of its own, with what it takes to check it: the tree before it,
/// and a signed checkpoint behind it together with the proof that the one leads to the other.
///
/// Thread rule: as log_store, for reading.
struct segment {
  std::string folder;
  segment_manifest manifest;
  checkpoint under;               ///< of at least the records up to the end of this segment
  std::unique_ptr<log_store> log; ///< from manifest.first() on

  /// Errors: `invalid_argument` (no manifest, or one that is none), `checkpoint_invalid`,
  /// `journal_newer`, `journal_damaged`, `io_failed`, `too_large`.
  static outcome<segment> open(const std::string& folder);
};

/// Returns whether `folder` has the manifest of a segment.
bool is_segment(const std::string& folder);

/// Writes the records of `log` from `made.first()` to its end, whole, to the new folder `folder`,
/// and verifies what is on the disk before it has that name. Of `made`, the way to `under` is found
/// here.
/// Errors: `conflict` (`folder` is there), `gone` (one of them is archived already),
/// `journal_damaged` (they do not give the root, or `under` does not go on from it), `io_failed`.
outcome<nothing> write_segment(const log_store& log, segment_manifest made, const checkpoint& under,
                               const std::string& folder, const copy_progress& progress);

/// Checks a segment by itself: every record, that they lead from the tree before to the root that
/// the manifest names, that the checkpoint goes on from there, and, if `keys` has any of a log,
/// that one of them has signed it. Errors: those of log_store::scan; damage is in the report.
outcome<verify_report> verify_segment(const segment& one, const std::vector<verifier_key>& keys,
                                      const copy_progress& progress);

} // namespace gatehouse
