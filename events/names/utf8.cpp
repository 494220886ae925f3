#include "events/names/utf8.hpp"

#include "events/names/ascii.hpp"

namespace gatehouse {

namespace {

unsigned byte_at(std::string_view text, std::size_t at) noexcept {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
}

bool within(unsigned value, unsigned low, unsigned high) noexcept {
  return value >= low && value <= high;
}

/// Says whether the well-formed `character` acts on the text around it.
bool is_acting(std::string_view character) noexcept {
  if (character.size() == 1)
    return is_control(character.front());
  const auto last = byte_at(character, character.size() - 1);
  if (character.starts_with("\xC2"))
    return within(last, 0x80, 0x9F); // U+0080 to U+009F: controls
  if (character.starts_with("\xE2\x80"))
    return within(last, 0x8E, 0x8F) || within(last, 0xA8, 0xAE); // U+200E, U+200F; U+2028 to U+202E
  return character == "\xD8\x9C" ||                              // U+061C
         (character.starts_with("\xE2\x81") && within(last, 0xA6, 0xA9)); // U+2066 to U+2069
}

} // namespace

// The second byte's range depends on the first, which is what excludes overlong forms, surrogates
// and values beyond U+10FFFF.
utf8_step step_utf8(std::string_view text) noexcept {
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80)
    return {1, true};
  if (!within(lead, 0xC2, 0xF4))
    return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (!within(byte_at(text, 1), low, high))
    return {1, false};
  for (std::size_t at = 2; at < length; ++at)
    if (!within(byte_at(text, at), 0x80, 0xBF))
      return {at, false};
  return {length, true};
}

std::size_t well_formed_utf8_length(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto step = step_utf8(text.substr(at));
    if (!step.well_formed)
      break;
    at += step.length;
  }
  return at;
}

bool is_plain_text(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto step = step_utf8(text);
    if (!step.well_formed || is_acting(text.substr(0, step.length)))
      return false;
    text.remove_prefix(step.length);
  }
  return true;
}

} // namespace gatehouse
