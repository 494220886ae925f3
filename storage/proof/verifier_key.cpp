#include "storage/proof/verifier_key.hpp"

#include "storage/base64.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/ed25519.hpp"
#include "storage/keys.hpp"
#include "storage/proof/proof_lines.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::size_t time_bytes = 8;
constexpr std::size_t id_digits = 8;

failure invalid(std::string why) {
  return {errc::checkpoint_invalid, std::move(why)};
}

std::string hex_id(std::uint32_t id) {
  constexpr std::size_t half = 8;
  return to_hex(be64(id)).substr(half);
}

/// What a cosignature is of (C2SP tlog-cosignature).
std::string cosigned_text(std::uint64_t time, std::string_view text) {
  return "cosignature/v1\ntime " + std::to_string(time) + "\n" + std::string{text};
}

std::uint64_t time_of(const note_signature& one) {
  return from_be64(std::string_view{one.bytes}.substr(0, time_bytes)).value_or(0);
}

bool is_right(const verifier_key& key, const note_signature& one, std::string_view text) {
  if (key.type == note_key_type::note)
    return ed25519_verify(key.bytes, text, one.bytes);
  return one.bytes.size() == time_bytes + ed25519_signature_bytes &&
         ed25519_verify(key.bytes, cosigned_text(time_of(one), text),
                        std::string_view{one.bytes}.substr(time_bytes));
}

} // namespace

outcome<verifier_key> verifier_key::parse(std::string_view text) {
  const auto id_at = text.find('+');
  const auto key_at = id_at == std::string_view::npos ? id_at : text.find('+', id_at + 1);
  if (key_at == std::string_view::npos || id_at == 0)
    return invalid("a verifier key is NAME+ID+KEY");
  verifier_key read;
  read.name = text.substr(0, id_at);
  if (std::any_of(read.name.begin(), read.name.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= ' '; }))
    return invalid("the name of a verifier key has a space");
  const auto key = from_base64(text.substr(key_at + 1));
  if (!key || key->size() != 1 + ed25519_key_bytes)
    return invalid("the verifier key of " + read.name + " is not the base64 of 33 bytes");
  read.bytes = key->substr(1);
  const auto type = static_cast<unsigned char>(key->front());
  if (type != static_cast<unsigned>(note_key_type::note) &&
      type != static_cast<unsigned>(note_key_type::cosignature))
    return invalid("the verifier key of " + read.name + " is of type " + std::to_string(type) +
                   "; known are 1 and 4, both Ed25519");
  read.type = static_cast<note_key_type>(type);
  if (text.substr(id_at + 1, key_at - id_at - 1) != hex_id(read.id()))
    return invalid("the id of the verifier key of " + read.name + " is not that of its key");
  return read;
}

std::string verifier_key::to_string() const {
  return name + '+' + hex_id(id()) + '+' + to_base64(static_cast<char>(type) + bytes);
}

std::uint32_t verifier_key::id() const {
  const auto digest = sha256(name + '\n' + static_cast<char>(type) + bytes);
  std::uint32_t id = 0;
  for (std::size_t at = 0; at < id_digits / 2; ++at)
    id = id << 8 | digest.bytes[at];
  return id;
}

signature_verdict verifier_key::check(const signed_note& note) const {
  auto verdict = signature_verdict::absent;
  for (const auto& one : note.signatures) {
    if (one.name != name || one.key_id != id())
      continue;
    if (!is_right(*this, one, note.text))
      return signature_verdict::invalid;
    verdict = signature_verdict::valid;
  }
  return verdict;
}

outcome<std::vector<verifier_key>> parse_verifier_keys(std::string_view lines) {
  std::vector<verifier_key> keys;
  line_reader in{lines};
  for (std::size_t number = 1; !in.at_end(); ++number) {
    auto line = in.next();
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.empty() || line.starts_with('#'))
      continue;
    auto key = verifier_key::parse(line);
    if (!key)
      return invalid("line " + std::to_string(number) + ": " + key.error().detail);
    keys.push_back(*std::move(key));
  }
  if (keys.empty())
    return invalid("there is no verifier key");
  return keys;
}

std::optional<std::uint64_t> cosigned_at(const signed_note& note, const verifier_key& key) {
  for (const auto& one : note.signatures)
    if (key.type == note_key_type::cosignature && one.name == key.name && one.key_id == key.id() &&
        one.bytes.size() >= time_bytes)
      return time_of(one);
  return {};
}

} // namespace gatehouse
