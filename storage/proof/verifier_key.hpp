#pragma once

#include "events/core/outcome.hpp"
#include "storage/proof/signed_note.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What a key signs: a note's text, or (C2SP tlog-cosignature) that text and a time.
enum class note_key_type : std::uint8_t { note = 1, cosignature = 4 };

/// What a signature says of its note.
enum class signature_verdict : std::uint8_t { absent, valid, invalid };

/// The public half of an Ed25519 key with the name of its holder (C2SP signed-note, "verifier
/// key"): `<name>+<key id, 8 hex digits>+<base64 of the type and the 32 bytes of the key>`.
///
/// Errors: `checkpoint_invalid` (what is wrong).
struct verifier_key {
  std::string name;
  note_key_type type = note_key_type::note;
  std::string bytes; ///< 32

  static outcome<verifier_key> parse(std::string_view text);
  std::string to_string() const;

  /// Returns the first four bytes of SHA-256(name || "\n" || type || bytes).
  std::uint32_t id() const;

  /// Says whether `note` bears a signature of this key, and whether it is right. A note with a
  /// wrong one is `invalid`, whatever else it bears.
  signature_verdict check(const signed_note& note) const;

  friend bool operator==(const verifier_key&, const verifier_key&) = default;
};

/// Reads verifier keys, one on each line; empty lines and those that begin with `#` are skipped.
/// Errors: `checkpoint_invalid` (with the line; also when there is none).
outcome<std::vector<verifier_key>> parse_verifier_keys(std::string_view lines);

/// Returns when the holder of `key` cosigned, in seconds since 1970; nothing if it did not.
/// Whether the signature is right is for check() to say.
std::optional<std::uint64_t> cosigned_at(const signed_note& note, const verifier_key& key);

} // namespace gatehouse
