#pragma once

#include "storage/crypto/ed25519.hpp"
#include "storage/keys.hpp"
#include "storage/proof/verifier_key.hpp"

#include <string>
#include <utility>

namespace gatehouse {

/// Somebody with a key who signs notes, or cosigns them.
struct note_signer {
  note_signer(std::string name, note_key_type type)
      : secret(secret_key::random()), key{std::move(name), type, ed25519_public_key(secret)} {}

  void sign(signed_note& note, std::uint64_t time = 0) const {
    const auto text = key.type == note_key_type::note
                          ? note.text
                          : "cosignature/v1\ntime " + std::to_string(time) + "\n" + note.text;
    const auto before = key.type == note_key_type::note ? "" : be64(time);
    note.signatures.push_back({key.name, key.id(), before + ed25519_sign(secret, text)});
  }

  secret_key secret;
  verifier_key key;
};

} // namespace gatehouse
