#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"

#include <functional>
#include <span>
#include <vector>

namespace gatehouse {

/// Where a journal ends: what comes next gets the next position and no earlier time.
struct journal_end {
  journal_position last;
  unix_us at;
};

/// Returns the version a stream has in the journal, 0 if it has no event.
using version_lookup = std::function<outcome<stream_version>(const stream_id&)>;

/// What one group commit will write and what each of its batches will be told.
struct commit_plan {
  std::vector<record> records;
  std::vector<outcome<append_receipt>> results; ///< one for each batch, in their order
};

/// Checks `batch` against every bound that needs no look at the journal and returns its size in
/// bytes as the queue counts it.
/// Errors: `invalid_argument` (nothing to append, a stream twice, a name that is none),
/// `too_large`.
outcome<std::size_t> measure(const append_batch& batch);

/// Decides which of `batches` still fit and gives their events a place. Pure: whoever calls it
/// writes. Later batches see what earlier ones append; one that conflicts leaves no trace.
///
/// Ownership: takes the payloads out of the batches that fit.
/// Errors: in the results, `conflict` with the stream's name, or the failure of `version_of`.
commit_plan plan_commit(std::span<append_batch> batches, journal_end end, unix_us now,
                        const version_lookup& version_of);

} // namespace gatehouse
