#pragma once

#include "http/exchange.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the token of an `Authorization: Bearer` header (RFC 6750, 2.1); nothing for an absent
/// header, another scheme or a malformed token.
std::optional<std::string_view> bearer_of(std::string_view authorization);

enum class refused_token : std::uint8_t { missing, invalid };

/// Returns the WWW-Authenticate challenge (RFC 6750, 3). On an MCP endpoint it names the metadata
/// document of the very URL dialled (RFC 9728, 5.1).
std::string challenge(const exchange& at, refused_token why);

} // namespace gatehouse
