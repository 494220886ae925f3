#pragma once

#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"
#include "storage/proof/signed_note.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse {

/// What a log commits itself to: so many records, and the root of the tree over them.
struct tree_head {
  std::string origin; ///< names the log, unlike any other
  std::uint64_t size = 0;
  digest256 root;

  /// Returns the three lines that are signed.
  std::string to_string() const;

  friend bool operator==(const tree_head&, const tree_head&) = default;
};

/// A signed tree head (C2SP tlog-checkpoint). Extension lines are accepted and signed for, but say
/// nothing to us.
///
/// Errors: `checkpoint_invalid` (what is wrong). Whose signatures it bears is for verifier_key to
/// say. Bounds: those of signed_note.
struct checkpoint {
  tree_head head;
  signed_note note;

  static outcome<checkpoint> parse(std::string_view note);

  friend bool operator==(const checkpoint&, const checkpoint&) = default;
};

} // namespace gatehouse
