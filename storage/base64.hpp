#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns `bytes` in base64 with padding (RFC 4648, section 4).
std::string to_base64(std::string_view bytes);

/// Reads what to_base64 wrote and nothing else: padded, and no bit set that stands for nothing.
std::optional<std::string> from_base64(std::string_view digits);

} // namespace gatehouse
