#pragma once

#include "storage/proof/checkpoint.hpp"
#include "storage/proof/damage.hpp"
#include "storage/proof/verifier_key.hpp"
#include "storage/proof/verify_log.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse {

/// A checkpoint and where it is from, for people.
struct found_checkpoint {
  std::string source;
  checkpoint note;
};

/// What the signatures of checkpoints are worth.
struct signature_report {
  std::uint64_t covered = 0;      ///< records below the newest checkpoint
  std::uint64_t cosignatures = 0; ///< right ones, of the witnesses among the given keys
};

/// Checks that each checkpoint is of the log that names `keys`, and signed by the key in force at
/// its size; and, if `given` has keys of a log, that the signers follow from those: a key is
/// trusted if it is given, or if the log names it below a checkpoint that a trusted key has signed.
///
/// The roots of the checkpoints are for verify_log to compare; without that, this proves nothing.
signature_report check_signatures(std::vector<found_checkpoint> checkpoints,
                                  const std::vector<named_key>& keys,
                                  const std::vector<verifier_key>& given,
                                  const damage_sink& report);

} // namespace gatehouse
