#pragma once

#include "events/core/outcome.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gatehouse {

/// An IP address as IPv6 has it; an IPv4 address is mapped into `::ffff:0:0/96` (RFC 4291 section
/// 2.5.5.2).
using ip_address = std::array<std::uint8_t, 16>;

/// A block of addresses, written `10.0.0.0/8`, `fd00::/8`, or as one address.
struct address_block {
  ip_address first{};
  unsigned bits = 128; ///< of `first` that all addresses of the block share

  bool holds(const ip_address& address) const noexcept;
};

/// Returns the address that `text` is; nothing if it is a name, or IPv4 in less than four parts.
std::optional<ip_address> parse_ip_address(std::string_view text);

/// Errors: `invalid_argument`; also when a bit behind the block's own is set.
outcome<address_block> parse_address_block(std::string_view text);

/// Says whether `address` is one host of the public Internet: none of this host, its networks or a
/// group, and none that stands for another address (RFC 6890 and the registries of IANA it
/// founded).
bool is_public_address(const ip_address& address) noexcept;

/// Where an upstream may be.
struct address_rules {
  bool all = false;
  std::vector<address_block> allowed; ///< besides public addresses

  bool permit(const ip_address& address) const noexcept;
};

} // namespace gatehouse
