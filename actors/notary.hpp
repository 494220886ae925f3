#pragma once

#include "events/core/ids.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace gatehouse {

/// Which record of a call: the one that decided about it, or the one that ended it.
enum class call_record : std::uint8_t { decision, end };

/// Who vouches for the record: its checkpoints, and proofs under them.
///
/// Thread rule and callbacks as in gateway.hpp.
class notary {
public:
  template <class T> using answer = std::function<void(outcome<T>)>;

  virtual ~notary() = default;

  /// Returns the newest checkpoint. Errors: `not_found` (there is none yet; says why none can be
  /// signed).
  virtual outcome<std::string> newest_checkpoint() const = 0;

  /// Returns why no checkpoint can be signed or written now; empty if nothing is wrong.
  virtual std::string trouble() const = 0;

  /// Keeps the cosignatures of known witnesses that `note` bears. Errors: `checkpoint_invalid`.
  virtual void cosign(std::string note, answer<nothing> done) = 0;

  /// Makes the proof of a record of a call, under a checkpoint that is made for it if need be. The
  /// empty org is the operator, who sees all. Reads the whole log.
  /// Errors: `not_found` (no such call; it has not ended), `overloaded` (over
  /// limits::proofs_waiting_max).
  virtual void prove(org_id org, call_id call, call_record which, answer<std::string> done) = 0;

  /// Makes the proof that the log goes on from its first `size` records to its newest checkpoint.
  /// Reads the log up to there. Errors: `not_found` (that checkpoint covers less, or there is
  /// none), `overloaded`.
  virtual void prove_consistency(std::uint64_t size, answer<std::string> done) = 0;

  /// Replaces the key of the checkpoints and answers with the new one, a verifier key. The key in
  /// force signs for its successor, unless `without_old` says that it need not.
  /// Errors: `conflict` (the key in force is not in the keys folder), `overloaded`.
  virtual void change_key(principal_id by, bool without_old, answer<std::string> done) = 0;
};

} // namespace gatehouse
