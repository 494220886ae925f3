#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Appends `number` big-endian in eight bytes, so that keys sort as their numbers do.
inline void append_be64(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((number >> shift) & 0xffu));
}

inline std::string be64(std::uint64_t number) {
  std::string out;
  append_be64(out, number);
  return out;
}

/// Returns the number in exactly eight big-endian bytes, nothing for any other length.
inline std::optional<std::uint64_t> from_be64(std::string_view bytes) {
  if (bytes.size() != 8)
    return std::nullopt;
  std::uint64_t number = 0;
  for (char byte : bytes)
    number = (number << 8) | static_cast<unsigned char>(byte);
  return number;
}

} // namespace gatehouse
