#pragma once

#include "events/core/fields.hpp"
#include "events/core/outcome.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What the record keeps of the arguments and the result of a call, from the least on. Content is
/// kept sealed.
enum class capture_level : std::uint8_t {
  none,     ///< not even a digest
  digest,   ///< a keyed digest
  redacted, ///< besides, the content without what redaction rules name
  full      ///< besides, the content as it was
};

template <> struct enum_names<capture_level> {
  static constexpr std::array<std::string_view, 4> names{"none", "digest", "redacted", "full"};
};

/// What is to be said of captured content, or of its absence.
enum class capture_note : std::uint8_t {
  plain,    ///< nothing: what is there is whole, what is not was not asked for
  redacted, ///< redaction rules were applied to what is there
  too_large ///< it would be there, but goes over limits::captured_bytes_max
};

template <> struct enum_names<capture_note> {
  static constexpr std::array<std::string_view, 3> names{"plain", "redacted", "too_large"};
};

/// What an organization captures.
struct capture_settings {
  capture_level level = capture_level::digest; ///< where neither toolkit nor connection says more
  capture_level most = capture_level::full;    ///< no toolkit and no connection goes above it
  std::vector<std::string> redact;             ///< besides the names that are always redacted

  friend bool operator==(const capture_settings&, const capture_settings&) = default;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "level", s.level);
    f(2, "most", s.most);
    f(3, "redact", s.redact);
  }
};

/// Returns what is captured of a call through a toolkit to a connection: the stricter of what the
/// two say; what the organization says if both are silent; never above what it allows.
capture_level level_in_force(const capture_settings& org, std::optional<capture_level> toolkit,
                             std::optional<capture_level> connection);

/// Returns `invalid_argument` unless each rule is a key's name, or a JSON pointer that begins with
/// `/arguments` or `/result`. Bounds: limits::redaction_rules_max, limits::pointer_bytes_max.
outcome<nothing> check_redaction_rules(const std::vector<std::string>& rules);

} // namespace gatehouse
