#pragma once

#include "events/core/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns SHA-256 of `bytes` (FIPS 180-4).
digest256 sha256(std::string_view bytes);
/// Returns the RFC 6962 leaf hash: SHA-256(0x00 || bytes).
digest256 merkle_leaf(std::string_view bytes);
/// Returns the RFC 6962 node hash: SHA-256(0x01 || left || right).
digest256 merkle_node(const digest256& left, const digest256& right);
/// Returns HMAC-SHA-256 (RFC 2104).
digest256 hmac_sha256(std::string_view key, std::string_view bytes);
/// Compares in time that depends only on the lengths.
bool equal_constant_time(std::string_view left, std::string_view right);

std::string to_hex(std::string_view bytes);
std::string to_hex(const digest256& digest);
/// Returns the digest that `text` spells in 64 lower-case hexadecimal digits, if it does.
std::optional<digest256> digest_of_hex(std::string_view text);
/// Returns RFC 4648 base64url without padding.
std::string to_base64url(std::string_view bytes);

} // namespace gatehouse
