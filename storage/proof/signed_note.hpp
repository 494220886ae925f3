#pragma once

#include "events/core/outcome.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// A line below a note: who signed, and what came out.
struct note_signature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes; ///< without the key id; what it is depends on the type of the key

  friend bool operator==(const note_signature&, const note_signature&) = default;
};

/// A text and its signatures (C2SP signed-note).
///
/// Errors: `checkpoint_invalid` (what is wrong).
/// Bounds: limits::checkpoint_bytes_max; one signature of the log, one more while its key is
/// changed, and limits::cosignatures_max.
struct signed_note {
  std::string text; ///< ends with a newline
  std::vector<note_signature> signatures;

  /// Reads a note; a note has one form, and any other is an error.
  static outcome<signed_note> parse(std::string_view note);
  std::string to_string() const;

  friend bool operator==(const signed_note&, const signed_note&) = default;
};

} // namespace gatehouse
