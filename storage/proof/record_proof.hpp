#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"
#include "storage/crypto/merkle_proof.hpp"
#include "storage/log_store.hpp"
#include "storage/proof/checkpoint.hpp"
#include "storage/proof/verifier_key.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What a proof has shown.
struct proven_record {
  record one;
  std::size_t cosignatures = 0; ///< right ones, of the witnesses among the given keys
};

/// The proof that a record is in a log: the record, its way to the root, and a checkpoint that
/// signs for the root. One small text that needs nothing else (C2SP tlog-proof; the record is its
/// `extra` line).
///
/// Errors: `proof_invalid` (what is wrong). Bounds: limits::proof_bytes_max.
struct record_proof {
  std::string bytes; ///< of the record, as the log holds it
  journal_position position;
  merkle_path path;
  checkpoint under;

  static outcome<record_proof> parse(std::string_view text);
  std::string to_string() const;

  /// Checks the path, and that one of `keys` has signed the checkpoint and none of them wrongly.
  outcome<proven_record> check(const std::vector<verifier_key>& keys) const;
};

/// Makes the proof of the record at `position` under a checkpoint of `log`. Reads every leaf below
/// the checkpoint.
/// Errors: `not_found` (the checkpoint does not reach so far), `gone` (the record is archived; that
/// others are is no matter), `checkpoint_invalid` (the log has
/// another root), those of log_store::read.
outcome<record_proof> prove_record(const log_store& log, journal_position position,
                                   const checkpoint& under);

} // namespace gatehouse
