#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse {

/// What stands at the front of a text: a character, or a part of one that nothing can complete.
struct utf8_step {
  std::size_t length;
  bool well_formed;
};

/// Table 3-7 of the Unicode Standard; `text` is not empty.
utf8_step step_utf8(std::string_view text) noexcept;

/// Returns the length of the longest prefix of `text` that is well-formed UTF-8.
std::size_t well_formed_utf8_length(std::string_view text) noexcept;

/// Says whether `text` can be shown on a line without moving anything else there: well-formed
/// UTF-8 without control characters, line and paragraph separators, and the marks that turn the
/// direction of writing (Unicode TR 36, section 2.3.2).
bool is_plain_text(std::string_view text) noexcept;

} // namespace gatehouse
