#pragma once

#include "events/core/outcome.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse {

struct listen_address {
  std::string address;
  std::uint16_t port = 0;
};

/// Reads `ADDRESS:PORT`, an IPv6 address in brackets. Errors: `invalid_argument`.
outcome<listen_address> parse_listen_address(std::string_view text);

/// Returns `http://ADDRESS:PORT`.
std::string url_of(const listen_address& at);

} // namespace gatehouse
