#include "storage/crypto/ed25519.hpp"

#include <botan/ed25519.h>
#include <botan/pubkey.h>
#include <botan/system_rng.h>

#include <cstdint>

namespace gatehouse {

namespace {

const std::uint8_t* octets(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

template <class Bytes> std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Botan::Ed25519_PrivateKey private_key(const secret_key& key) {
  const auto* seed = octets(key.bytes());
  return Botan::Ed25519_PrivateKey{
      Botan::secure_vector<std::uint8_t>{seed, seed + secret_key::size}};
}

} // namespace

std::string ed25519_public_key(const secret_key& key) {
  return text_of(private_key(key).get_public_key());
}

std::string ed25519_sign(const secret_key& key, std::string_view message) {
  const auto whole = private_key(key);
  Botan::PK_Signer signer{whole, Botan::system_rng(), "Pure"};
  return text_of(signer.sign_message(octets(message), message.size(), Botan::system_rng()));
}

bool ed25519_verify(std::string_view public_key, std::string_view message,
                    std::string_view signature) {
  if (public_key.size() != ed25519_key_bytes || signature.size() != ed25519_signature_bytes)
    return false;
  const Botan::Ed25519_PublicKey key{octets(public_key), public_key.size()};
  Botan::PK_Verifier verifier{key, "Pure"};
  return verifier.verify_message(octets(message), message.size(), octets(signature),
                                 signature.size());
}

} // namespace gatehouse
