#pragma once

#include "storage/archive/segment.hpp"

#include <memory>
#include <vector>

namespace gatehouse {

/// Returns `live` as it was before it was archived, as far as `segments` go: where it has but the
/// hash of a record, the record is read from its segment. Read only.
///
/// Whether a segment gives the record that the hash is of is for read() and verify_log to see.
std::unique_ptr<log_store> join_segments(std::unique_ptr<log_store> live,
                                         std::vector<segment> segments);

} // namespace gatehouse
