#include "storage/crypto/random.hpp"

#include "storage/crypto/digest.hpp"

#include <botan/system_rng.h>

namespace gatehouse {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  Botan::system_rng().randomize(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
  return bytes;
}

std::string random_uuid() {
  auto bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40); // version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80); // the variant of RFC 9562
  auto text = to_hex(bytes);
  for (std::size_t dash : {8u, 13u, 18u, 23u})
    text.insert(dash, 1, '-');
  return text;
}

std::string random_id(std::string_view prefix) {
  constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id{prefix};
  unsigned held = 0;
  unsigned held_bits = 2; // 26 digits hold 130 bits: the first two are 0
  for (char byte : random_bytes(16)) {
    held = held << 8u | static_cast<unsigned char>(byte);
    for (held_bits += 8; held_bits >= 5; held_bits -= 5)
      id.push_back(digits[held >> (held_bits - 5) & 31u]);
  }
  return id;
}

} // namespace gatehouse
