#pragma once

#include "events/core/outcome.hpp"
#include "events/core/time.hpp"
#include "storage/backup/log_copy.hpp"
#include "storage/crypto/merkle.hpp"
#include "storage/crypto/merkle_proof.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// The name of the manifest in the folder of a segment.
inline constexpr std::string_view segment_manifest_name = "segment.json";

/// What a segment says of itself: docs/formats/segment.md.
struct segment_manifest {
  std::string origin;     ///< of the log, as its checkpoints name it
  merkle_frontier before; ///< the tree over all records before the first one
  log_point end;          ///< the last record, and the root of the tree up to it
  merkle_path way;        ///< shows that the tree of the checkpoint goes on from there
  unix_us last_at;        ///< when the last record was made
  unix_us made_at;        ///< when the segment was finished
  std::string version;    ///< of the program that made it

  journal_position first() const { return {before.size() + 1}; }

  std::uint64_t records() const { return end.last.value - before.size(); }

  friend bool operator==(const segment_manifest&, const segment_manifest&) = default;
};

std::string segment_manifest_to_json(const segment_manifest& one);

/// Errors: `invalid_argument` (no manifest), `journal_newer` (its format).
outcome<segment_manifest> segment_manifest_from_json(std::string_view text);

} // namespace gatehouse
