#pragma once

#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace gatehouse {

/// 32 secret bytes in locked memory, wiped when destroyed.
///
/// Thread rule: const members from any thread.
class secret_key {
public:
  static constexpr std::size_t size = 32;

  static secret_key random();

  /// Takes `size` bytes.
  explicit secret_key(std::string_view bytes);
  secret_key(secret_key&&) noexcept;
  secret_key& operator=(secret_key&&) noexcept;
  ~secret_key();

  /// Returns a key for one purpose (HKDF-SHA-256, RFC 5869): neither tells anything of the other.
  secret_key derive(std::string_view purpose) const;

  /// Encrypts and authenticates `content` (AES-256-GCM under a random nonce); `context` is
  /// authenticated with it. The box is described in docs/formats/sealed.md.
  std::string seal(std::string_view content, std::string_view context) const;
  /// Errors: `key_missing` (another key, another context, or changed bytes: one cannot tell which).
  outcome<std::string> open(std::string_view box, std::string_view context) const;

  /// Returns HMAC-SHA-256 under this key.
  digest256 authenticate(std::string_view bytes) const;

  std::string_view bytes() const noexcept;

private:
  struct storage;

  explicit secret_key(std::unique_ptr<storage> held);

  std::unique_ptr<storage> held_;
};

/// Overwrites `text` so that the optimiser cannot leave it out.
void wipe(std::string& text);

} // namespace gatehouse
