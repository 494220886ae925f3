#include "actors/request_state.hpp"

#include "events/core/limits.hpp"
#include "storage/codec.hpp"
#include "storage/crypto/digest.hpp"

#include <optional>

namespace gatehouse {

namespace {

/// The layout inside the seal; it lives for minutes, so it has no version.
struct sealed_claims {
  call_id call;
  std::uint64_t round = 0;
  unix_us until;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "round", s.round);
    f(3, "until", s.until);
  }
};

constexpr std::string_view digits = "0123456789abcdef";

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0)
    return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const auto high = digits.find(text[at]);
    const auto low = digits.find(text[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos)
      return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

/// What the seal is bound to besides its key.
std::string context_of(const binding& at) {
  return "request-state\n" + at.who.principal.value + "\n" + at.what.org.value + "\n" +
         at.what.toolkit.value;
}

} // namespace

outcome<std::string> seal_round(vault& keys, const data_key_id& key, const binding& at,
                                const round_claims& claims) {
  const sealed_claims inside{claims.call, claims.round, claims.until};
  auto box = keys.seal(key, encode_fields(inside), context_of(at));
  if (!box)
    return box.error();
  return to_hex(box->box);
}

outcome<round_claims> open_round(vault& keys, const data_key_id& key, const binding& at,
                                 std::string_view text, unix_us now) {
  const failure invalid{errc::request_state_invalid, {}};
  if (text.size() > limits::request_state_bytes_max)
    return invalid;
  auto box = from_hex(text);
  if (!box)
    return invalid;
  auto content = keys.unseal(sealed{key, *std::move(box)}, context_of(at));
  if (!content)
    return invalid;
  auto inside = decode_fields<sealed_claims>(*content);
  if (!inside || inside->until < now)
    return invalid;
  return round_claims{inside->call, inside->round, inside->until};
}

} // namespace gatehouse
