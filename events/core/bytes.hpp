#pragma once

#include "events/core/ids.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace gatehouse {

/// A SHA-256 or HMAC-SHA-256 value.
struct digest256 {
  std::array<std::uint8_t, 32> bytes{};

  friend bool operator==(const digest256&, const digest256&) = default;
  friend auto operator<=>(const digest256&, const digest256&) = default;
};

/// Content that is readable only with a data key of the vault (AES-256-GCM). The journal holds it
/// in this form from the start, so destroying the key erases the content and the log still
/// verifies.
struct sealed {
  data_key_id key;
  std::string box; ///< nonce, ciphertext and tag, see docs/formats/sealed.md

  friend bool operator==(const sealed&, const sealed&) = default;
};

} // namespace gatehouse
