#include "storage/crypto/secret_key.hpp"

#include "storage/crypto/digest.hpp"
#include "storage/crypto/random.hpp"

#include <botan/aead.h>
#include <botan/kdf.h>
#include <botan/mem_ops.h>
#include <botan/secmem.h>

#include <cassert>

namespace gatehouse {
namespace {

/// Do not change: in the journal.
constexpr char box_version = 1;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t head_bytes = 1 + nonce_bytes;

const std::uint8_t* octets(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

std::string_view text_of(const Botan::secure_vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::unique_ptr<Botan::AEAD_Mode> start_gcm(Botan::Cipher_Dir direction, std::string_view key,
                                            std::string_view nonce, std::string_view context) {
  auto gcm = Botan::AEAD_Mode::create_or_throw("AES-256/GCM", direction);
  gcm->set_key(octets(key), key.size());
  gcm->set_associated_data(octets(context), context.size());
  gcm->start(octets(nonce), nonce.size());
  return gcm;
}

} // namespace

struct secret_key::storage {
  Botan::secure_vector<std::uint8_t> bytes;
};

secret_key::secret_key(std::unique_ptr<storage> held) : held_(std::move(held)) {}

secret_key::secret_key(std::string_view bytes)
    : held_(std::make_unique<storage>(storage{{octets(bytes), octets(bytes) + bytes.size()}})) {
  assert(bytes.size() == size);
}

secret_key::secret_key(secret_key&&) noexcept = default;
secret_key& secret_key::operator=(secret_key&&) noexcept = default;
secret_key::~secret_key() = default;

secret_key secret_key::random() {
  auto bytes = random_bytes(size);
  secret_key key{bytes};
  wipe(bytes);
  return key;
}

secret_key secret_key::derive(std::string_view purpose) const {
  const auto hkdf = Botan::KDF::create_or_throw("HKDF(SHA-256)");
  return secret_key{std::make_unique<storage>(
      storage{hkdf->derive_key(size, held_->bytes.data(), held_->bytes.size(), nullptr, 0,
                               octets(purpose), purpose.size())})};
}

std::string secret_key::seal(std::string_view content, std::string_view context) const {
  const auto nonce = random_bytes(nonce_bytes);
  const auto gcm = start_gcm(Botan::ENCRYPTION, bytes(), nonce, context);
  Botan::secure_vector<std::uint8_t> text{octets(content), octets(content) + content.size()};
  gcm->finish(text);
  std::string box;
  box.reserve(head_bytes + text.size());
  box.push_back(box_version);
  box.append(nonce).append(text_of(text));
  return box;
}

outcome<std::string> secret_key::open(std::string_view box, std::string_view context) const {
  if (box.size() < head_bytes + tag_bytes || box.front() != box_version)
    return failure{errc::key_missing, "the sealed box has a form this program does not know"};
  const auto gcm = start_gcm(Botan::DECRYPTION, bytes(), box.substr(1, nonce_bytes), context);
  const auto rest = box.substr(head_bytes);
  Botan::secure_vector<std::uint8_t> text{octets(rest), octets(rest) + rest.size()};
  try {
    gcm->finish(text);
  } catch (const Botan::Invalid_Authentication_Tag&) {
    return failure{errc::key_missing, "the sealed box does not open with this key and context"};
  }
  return std::string{text_of(text)};
}

digest256 secret_key::authenticate(std::string_view bytes) const {
  return hmac_sha256(this->bytes(), bytes);
}

std::string_view secret_key::bytes() const noexcept {
  return text_of(held_->bytes);
}

void wipe(std::string& text) {
  Botan::secure_scrub_memory(text.data(), text.size());
  text.clear();
}

} // namespace gatehouse
