#pragma once

#include "events/core/outcome.hpp"
#include "storage/crypto/secret_key.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse {

// Ed25519 signatures (RFC 8032, section 5.1: pure, no context).
// Thread rule: any thread. Keys and signatures are plain bytes.

inline constexpr std::size_t ed25519_key_bytes = 32;
inline constexpr std::size_t ed25519_signature_bytes = 64;

/// Returns the 32 bytes of the public key that belongs to the private one.
std::string ed25519_public_key(const secret_key& key);

/// Returns the 64 bytes of the signature of `message`.
std::string ed25519_sign(const secret_key& key, std::string_view message);

/// Says whether `signature` is the one of `message` by `public_key`; false too if one of them has
/// not its length.
bool ed25519_verify(std::string_view public_key, std::string_view message,
                    std::string_view signature);

} // namespace gatehouse
