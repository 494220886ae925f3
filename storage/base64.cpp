#include "storage/base64.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gatehouse {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t no_digit = 64;

constexpr auto values = [] {
  std::array<std::uint8_t, 256> all{};
  all.fill(no_digit);
  for (std::uint8_t value = 0; value < no_digit; ++value)
    all[static_cast<unsigned char>(alphabet[value])] = value;
  return all;
}();

} // namespace

std::string to_base64(std::string_view bytes) {
  constexpr std::size_t group = 3;
  std::string out;
  out.reserve((bytes.size() + group - 1) / group * 4);
  for (std::size_t at = 0; at < bytes.size(); at += group) {
    std::uint32_t bits = 0;
    const auto have = std::min(group, bytes.size() - at);
    for (std::size_t i = 0; i < group; ++i)
      bits = bits << 8 | (i < have ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (std::size_t i = 0; i <= group; ++i)
      out += i <= have ? alphabet[bits >> (18 - 6 * i) & 63u] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view digits) {
  if (digits.size() % 4 != 0)
    return {};
  const auto padding = digits.ends_with("==") ? 2u : digits.ends_with("=") ? 1u : 0u;
  digits.remove_suffix(padding);
  std::string bytes;
  bytes.reserve(digits.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char digit : digits) {
    const auto value = values[static_cast<unsigned char>(digit)];
    if (value == no_digit)
      return {};
    bits = (bits << 6 | value) & 0xFFFFu;
    held += 6;
    if (held < 8)
      continue;
    held -= 8;
    bytes.push_back(static_cast<char>(bits >> held & 0xFFu));
  }
  const auto left = bits & ((1u << held) - 1u);
  return left == 0 ? std::optional{std::move(bytes)} : std::nullopt;
}

} // namespace gatehouse
