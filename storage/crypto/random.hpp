#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns `count` bytes of the system's cryptographic random source.
std::string random_bytes(std::size_t count);
/// Returns a random UUID version 4 (RFC 9562), lower case.
std::string random_uuid();
/// Returns `prefix` followed by 26 characters of 128 random bits (Crockford base32, lower case).
std::string random_id(std::string_view prefix);

} // namespace gatehouse
