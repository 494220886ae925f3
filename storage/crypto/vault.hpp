#pragma once

#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"
#include "storage/crypto/master_key.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What became of a data key.
enum class key_fate : std::uint8_t {
  kept,
  destroyed, ///< on purpose, and for ever
  lost       ///< it is not here, and nobody has destroyed it here
};

/// The keys folder (mode 0700): master key, data keys wrapped by it, secret values, the operator's
/// token. Never part of the data folder, a backup or an auditor's copy.
///
/// Thread rule: all members from any thread; seal() and argument_digest() keep unwrapped keys in
/// locked memory and do no file work after a key's first use.
/// Errors: `key_missing` (missing, wrong mode, wrong master key: says which and what to do),
/// `io_failed`.
class vault {
public:
  /// Opens `folder`, creating it and its master key if `create` is set and it is missing; settles
  /// a rotation of the master key that was interrupted. `source` says the master key if it is not
  /// in the folder. Errors besides: `conflict` (its master key is being rotated).
  static outcome<std::unique_ptr<vault>> open(const std::string& folder, bool create,
                                              const master_key_source& source = {});
  /// Returns a vault that lives in memory, for tests.
  static std::unique_ptr<vault> in_memory();

  virtual ~vault() = default;

  // -- data keys: sealing of private content ------------------------------------------------------

  /// Creates a data key; durable on return.
  virtual outcome<data_key_id> create_data_key() = 0;
  /// Destroys a data key for ever: everything sealed with it becomes unreadable. That it was
  /// destroyed is kept, so that a record of before does not take it for lost.
  virtual outcome<nothing> destroy_data_key(const data_key_id& key) = 0;
  virtual outcome<key_fate> fate_of(const data_key_id& key) const = 0;
  /// Encrypts `content` (AES-256-GCM, random nonce); `context` is bound as associated data.
  virtual outcome<sealed> seal(const data_key_id& key, std::string_view content,
                               std::string_view context) = 0;
  virtual outcome<std::string> unseal(const sealed& box, std::string_view context) = 0;
  /// Returns HMAC-SHA-256 of `canonical_arguments` under a key derived from data key `key`.
  virtual outcome<digest256> argument_digest(const data_key_id& key,
                                             std::string_view canonical_arguments) = 0;

  // -- signing keys: of the log's checkpoints -----------------------------------------------------

  /// Creates an Ed25519 key and returns its 32 public bytes, which name it; durable on return.
  virtual outcome<std::string> create_signing_key() = 0;
  /// Returns the 64 bytes of a signature. Errors: `not_found` (there is no such key here).
  virtual outcome<std::string> sign(std::string_view public_key, std::string_view text) const = 0;
  /// Destroys a signing key for ever; nothing to do if it is missing.
  virtual outcome<nothing> destroy_signing_key(std::string_view public_key) = 0;

  // -- secret values: connection environment and headers ------------------------------------------

  /// Stores a secret value, encrypted under the master key; durable on return.
  virtual outcome<secret_ref> put_secret(std::string_view value) = 0;
  virtual outcome<std::string> secret(const secret_ref& ref) const = 0;
  virtual outcome<nothing> erase_secret(const secret_ref& ref) = 0;

  // -- the master key -----------------------------------------------------------------------------

  /// Returns the rotations that the record does not have yet, in their order.
  virtual outcome<std::vector<master_key_rotation>> unrecorded_rotations() const = 0;
  /// Forgets them, when they are on the record; durable on return.
  virtual outcome<nothing> forget_rotations() = 0;

  // -- the operator's token ----------------------------------------------------------------------

  /// Writes `operator.token` (mode 0600).
  virtual outcome<nothing> write_operator_token(std::string_view token) = 0;
};

/// Wraps everything in the keys folder `folder` under another master key, see rotate_master_key().
/// Who opens the vault next finds the rotation among the unrecorded ones.
/// Errors besides: `conflict` (the folder is in use).
outcome<nothing> rotate_vault(const std::string& folder, const master_key_source& source,
                              const master_key_source& next, unix_us now);

/// Notes in the keys folder `folder` that the data key `key`, which is lost, will not come back: it
/// is taken for destroyed from now on.
/// Errors: `invalid_argument` (no data key is named so), `conflict` (the key is there, or the
/// folder is in use), `key_missing`, `io_failed`.
outcome<nothing> give_up_data_key(const std::string& folder, const data_key_id& key);

/// Returns the token in the keys folder `folder`, for tools on the same machine.
/// Errors: `key_missing` (missing, or others can read it).
outcome<std::string> read_operator_token(const std::string& folder);

} // namespace gatehouse
