#pragma once

#include "events/core/outcome.hpp"
#include "storage/crypto/merkle_proof.hpp"
#include "storage/log_store.hpp"
#include "storage/proof/checkpoint.hpp"
#include "storage/proof/verifier_key.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// The proof that a log goes on from what it was at a smaller size: the hashes in between (RFC
/// 9162, 2.1.4) and the checkpoint of the later size. It is what a witness is sent, to the byte
/// (C2SP tlog-witness, add-checkpoint).
///
/// Errors: `proof_invalid` (what is wrong). Bounds: limits::checkpoint_bytes_max for the
/// checkpoint, 64 hashes.
struct consistency_proof {
  std::uint64_t old_size = 0;
  merkle_path path;
  checkpoint later;

  /// Returns whether a text begins as one, not as a record_proof.
  static bool begins(std::string_view text);
  static outcome<consistency_proof> parse(std::string_view text);
  std::string to_string() const;

  /// Checks that the later checkpoint is of the log of `held` and goes on from it, and that one of
  /// `keys` has signed each of the two and none of them wrongly. Returns how many witnesses among
  /// `keys` have cosigned the later one.
  outcome<std::size_t> check(const checkpoint& held, const std::vector<verifier_key>& keys) const;
};

/// Makes the proof that `log` goes on from its first `old_size` records to a checkpoint of it.
/// Reads every leaf below the checkpoint. Errors: `not_found` (no record yet, or more than the
/// checkpoint covers), `checkpoint_invalid` (the log has another root), those of log_store::read.
outcome<consistency_proof> prove_consistency(const log_store& log, std::uint64_t old_size,
                                             const checkpoint& later);

} // namespace gatehouse
