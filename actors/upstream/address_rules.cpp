#include "actors/upstream/address_rules.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <string>

namespace gatehouse {

namespace {

constexpr unsigned mapped_bytes = 12; ///< before an IPv4 address
constexpr ip_address mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

constexpr address_block block4(std::uint8_t a, std::uint8_t b, std::uint8_t c, unsigned bits) {
  auto first = mapped;
  first[mapped_bytes] = a;
  first[mapped_bytes + 1] = b;
  first[mapped_bytes + 2] = c;
  return {first, 8 * mapped_bytes + bits};
}

constexpr address_block block6(std::uint16_t a, std::uint16_t b, unsigned bits) {
  return {{static_cast<std::uint8_t>(a >> 8), static_cast<std::uint8_t>(a),
           static_cast<std::uint8_t>(b >> 8), static_cast<std::uint8_t>(b)},
          bits};
}

/// IPv4: what is not one host of the Internet.
constexpr std::array special4{
    block4(0, 0, 0, 8),       // this network
    block4(10, 0, 0, 8),      // private
    block4(100, 64, 0, 10),   // shared with the provider
    block4(127, 0, 0, 8),     // loopback
    block4(169, 254, 0, 16),  // link-local, and the metadata services of clouds
    block4(172, 16, 0, 12),   // private
    block4(192, 0, 0, 24),    // protocol assignments
    block4(192, 0, 2, 24),    // documentation
    block4(192, 88, 99, 24),  // relays of 6to4
    block4(192, 168, 0, 16),  // private
    block4(198, 18, 0, 15),   // benchmarks
    block4(198, 51, 100, 24), // documentation
    block4(203, 0, 113, 24),  // documentation
    block4(224, 0, 0, 4),     // multicast
    block4(240, 0, 0, 4),     // reserved, and broadcast
};

/// IPv6: all that was given to hosts of the Internet so far...
constexpr auto global6 = block6(0x2000, 0, 3);
/// ...and what is in there without being one.
constexpr std::array special6{
    block6(0x2001, 0, 23),     // protocol assignments, Teredo among them
    block6(0x2001, 0xdb8, 32), // documentation
    block6(0x2002, 0, 16),     // 6to4: stands for an IPv4 address
    block6(0x3fff, 0, 20),     // documentation
};

template <std::size_t Size>
bool any_holds(const std::array<address_block, Size>& blocks, const ip_address& address) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [&](const address_block& one) { return one.holds(address); });
}

failure not_a_block(std::string_view text) {
  return {errc::invalid_argument,
          "\"" + std::string{text} + "\" is no block of addresses such as 10.0.0.0/8 or fd00::/8."};
}

} // namespace

bool address_block::holds(const ip_address& address) const noexcept {
  const auto whole = bits / 8;
  if (!std::equal(first.begin(), first.begin() + whole, address.begin()))
    return false;
  const auto rest = bits % 8;
  return rest == 0 || (first[whole] ^ address[whole]) >> (8 - rest) == 0;
}

std::optional<ip_address> parse_ip_address(std::string_view text) {
  const std::string copy{text};
  auto address = mapped;
  if (::inet_pton(AF_INET, copy.c_str(), address.data() + mapped_bytes) == 1 ||
      ::inet_pton(AF_INET6, copy.c_str(), address.data()) == 1)
    return address;
  return std::nullopt;
}

outcome<address_block> parse_address_block(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto host = text.substr(0, slash);
  const auto address = parse_ip_address(host);
  if (!address || host.find('\0') != std::string_view::npos)
    return not_a_block(text);
  const unsigned before = host.find(':') == std::string_view::npos ? 8 * mapped_bytes : 0;
  unsigned bits = 128 - before;
  if (slash < text.size()) {
    const auto digits = text.substr(slash + 1);
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > 128 - before)
      return not_a_block(text);
  }
  const address_block block{*address, before + bits};
  // 10.1.0.0/8 is a slip of the pen, and it is not known of which.
  for (auto bit = block.bits; bit < 128; ++bit)
    if ((block.first[bit / 8] >> (7 - bit % 8) & 1) != 0)
      return not_a_block(text);
  return block;
}

bool is_public_address(const ip_address& address) noexcept {
  if (address_block{mapped, 8 * mapped_bytes}.holds(address))
    return !any_holds(special4, address);
  return global6.holds(address) && !any_holds(special6, address);
}

bool address_rules::permit(const ip_address& address) const noexcept {
  return all || is_public_address(address) ||
         std::any_of(allowed.begin(), allowed.end(),
                     [&](const address_block& one) { return one.holds(address); });
}

} // namespace gatehouse
