#include "storage/crypto/digest.hpp"

#include <botan/hash.h>
#include <botan/mac.h>
#include <botan/mem_ops.h>

#include <memory>

namespace gatehouse {
namespace {

/// Looking an algorithm up by name costs more than hashing a record, so each thread does it once.
Botan::HashFunction& sha256_of_this_thread() {
  thread_local const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
  return *hash;
}

const std::uint8_t* octets(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

digest256 finish(Botan::HashFunction& hash) {
  digest256 digest;
  hash.final(digest.bytes.data());
  return digest;
}

// RFC 6962, 2.1: different first octets, so that no leaf can pass for a node.
constexpr std::uint8_t leaf_mark = 0;
constexpr std::uint8_t node_mark = 1;

} // namespace

digest256 sha256(std::string_view bytes) {
  auto& hash = sha256_of_this_thread();
  hash.update(octets(bytes), bytes.size());
  return finish(hash);
}

digest256 merkle_leaf(std::string_view bytes) {
  auto& hash = sha256_of_this_thread();
  hash.update(leaf_mark);
  hash.update(octets(bytes), bytes.size());
  return finish(hash);
}

digest256 merkle_node(const digest256& left, const digest256& right) {
  auto& hash = sha256_of_this_thread();
  hash.update(node_mark);
  hash.update(left.bytes.data(), left.bytes.size());
  hash.update(right.bytes.data(), right.bytes.size());
  return finish(hash);
}

digest256 hmac_sha256(std::string_view key, std::string_view bytes) {
  thread_local const auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-256)");
  mac->set_key(octets(key), key.size());
  mac->update(octets(bytes), bytes.size());
  digest256 digest;
  mac->final(digest.bytes.data());
  mac->clear(); // the key does not stay behind
  return digest;
}

bool equal_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         Botan::constant_time_compare(octets(left), octets(right), left.size());
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (char byte : bytes) {
    text.push_back(digits[static_cast<unsigned char>(byte) >> 4u]);
    text.push_back(digits[static_cast<unsigned char>(byte) & 15u]);
  }
  return text;
}

std::string to_hex(const digest256& digest) {
  return to_hex(
      std::string_view{reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

std::optional<digest256> digest_of_hex(std::string_view text) {
  const auto value = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  digest256 one;
  if (text.size() != 2 * one.bytes.size())
    return std::nullopt;
  for (std::size_t i = 0; i < one.bytes.size(); ++i) {
    const int high = value(text[2 * i]);
    const int low = value(text[2 * i + 1]);
    if (high < 0 || low < 0)
      return std::nullopt;
    one.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return one;
}

std::string to_base64url(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  unsigned held = 0;
  unsigned held_bits = 0;
  for (char byte : bytes) {
    held = held << 8u | static_cast<unsigned char>(byte);
    for (held_bits += 8; held_bits >= 6; held_bits -= 6)
      text.push_back(digits[held >> (held_bits - 6) & 63u]);
  }
  if (held_bits > 0)
    text.push_back(digits[held << (6 - held_bits) & 63u]);
  return text;
}

} // namespace gatehouse
