#include "actors/session_expiry.hpp"

#include <cstring>
#include <optional>
#include <string>

namespace gatehouse {

namespace {

constexpr std::size_t uuid_chars = 36;

std::optional<int> hex_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return std::nullopt;
}

std::optional<std::array<std::uint8_t, 16>> packed(std::string_view id) {
  if (id.size() != uuid_chars)
    return std::nullopt;
  std::array<std::uint8_t, 16> key{};
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    auto value = hex_value(id[i]);
    if (dash ? id[i] != '-' : !value)
      return std::nullopt;
    if (dash)
      continue;
    auto& byte = key[nibble / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | *value);
    ++nibble;
  }
  return key;
}

std::string unpacked(const std::array<std::uint8_t, 16>& key) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string id;
  id.reserve(uuid_chars);
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      id += '-';
    id += digits[key[i] >> 4];
    id += digits[key[i] & 15];
  }
  return id;
}

std::uint32_t seconds(std::chrono::steady_clock::time_point at) {
  return static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
}

} // namespace

std::size_t session_expiry_table::key_hash::operator()(const key& k) const noexcept {
  std::uint64_t word = 0; // a UUID v4 is random: any eight of its bytes are a hash
  std::memcpy(&word, k.data() + 8, sizeof word);
  return word;
}

void session_expiry_table::touch(std::string_view id, time_point now) {
  if (auto known = packed(id))
    last_used_[*known] = seconds(now);
}

std::vector<session_id> session_expiry_table::take_expired(time_point now,
                                                           std::chrono::milliseconds expiry) {
  auto limit = std::chrono::duration_cast<std::chrono::seconds>(expiry).count();
  std::vector<session_id> expired;
  std::erase_if(last_used_, [&](const auto& entry) {
    bool idle = static_cast<std::int64_t>(seconds(now)) - entry.second >= limit;
    if (idle)
      expired.push_back({unpacked(entry.first)});
    return idle;
  });
  return expired;
}

void session_expiry_table::put_back(const session_id& id, time_point then) {
  if (auto known = packed(id.value))
    last_used_.try_emplace(*known, seconds(then));
}

} // namespace gatehouse
