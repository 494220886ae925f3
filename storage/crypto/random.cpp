#include "storage/crypto/random.hpp"

#include "storage/crypto/digest.hpp"

#include <botan/mem_ops.h>
#include <botan/system_rng.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace gatehouse {

namespace {

/// Random bytes of the kernel, fetched for many ids and nonces at once. Each is given out once, and
/// no trace of it stays here. Keys and tokens come straight from the kernel.
class random_block {
public:
  void take(std::span<std::uint8_t> out) {
    if (held_.size() - used_ < out.size())
      refill();
    const auto from = held_.begin() + static_cast<std::ptrdiff_t>(used_);
    std::copy_n(from, out.size(), out.begin());
    Botan::secure_scrub_memory(&*from, out.size());
    used_ += out.size();
  }

  static constexpr std::size_t size = 512;
  static constexpr std::size_t want_max = 16;

private:
  void refill() {
    Botan::system_rng().randomize(held_.data(), held_.size());
    used_ = 0;
  }

  std::array<std::uint8_t, size> held_{};
  std::size_t used_ = size;
};

} // namespace

std::string random_bytes(std::size_t count) {
  thread_local random_block block;
  std::string bytes(count, '\0');
  const std::span out{reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()};
  if (count > random_block::want_max)
    Botan::system_rng().randomize(out.data(), out.size());
  else
    block.take(out);
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
