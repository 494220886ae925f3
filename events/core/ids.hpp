#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse {

/// A string that is an identifier of one kind and no other. Empty means "none".
template <class Tag> struct strong_id {
  std::string value;

  bool empty() const noexcept { return value.empty(); }

  friend bool operator==(const strong_id&, const strong_id&) = default;
  friend auto operator<=>(const strong_id&, const strong_id&) = default;
};

using org_id = strong_id<struct org_tag>;               ///< `org_...`
using user_id = strong_id<struct user_tag>;             ///< `user_...`, a person, instance-wide
using toolkit_id = strong_id<struct toolkit_tag>;       ///< `tk_...`
using grant_id = strong_id<struct grant_tag>;           ///< `tkconn_...`, a pattern of a toolkit
using policy_id = strong_id<struct policy_tag>;         ///< `tkpol_...` or `pol_...`
using connection_id = strong_id<struct connection_tag>; ///< `conn_...`
using session_id = strong_id<struct session_tag>;       ///< a UUID v4, the Mcp-Session-Id
using call_id = strong_id<struct call_tag>;             ///< `call_...`
using token_id = strong_id<struct token_tag>;           ///< `tok_...`, never the token itself
using principal_id = strong_id<struct principal_tag>;   ///< `operator`, a user_id or a token_id
using data_key_id = strong_id<struct data_key_tag>;     ///< `key_...`, names a key of the vault
using secret_ref = strong_id<struct secret_tag>;        ///< `sec_...`, names a value of the vault
using correlation_id = strong_id<struct correlation_tag>;

/// A stream's name: kind, a slash, and the id of its entity; the one instance stream has no slash.
struct stream_id {
  std::string value;

  /// Returns the part before the slash, e.g. "session".
  std::string_view kind() const noexcept {
    return std::string_view{value}.substr(0, value.find('/'));
  }

  /// Returns the part after the slash, empty for the instance stream.
  std::string_view key() const noexcept {
    auto slash = value.find('/');
    return slash == std::string::npos ? std::string_view{}
                                      : std::string_view{value}.substr(slash + 1);
  }

  friend bool operator==(const stream_id&, const stream_id&) = default;
  friend auto operator<=>(const stream_id&, const stream_id&) = default;
};

/// The number of events in a stream; the first event has version 1, an empty stream version 0.
struct stream_version {
  std::uint64_t value = 0;

  friend bool operator==(stream_version, stream_version) = default;
  friend auto operator<=>(stream_version, stream_version) = default;
};

/// The place of an event in the whole journal; the first event has position 1, 0 is "before all".
struct journal_position {
  std::uint64_t value = 0;

  friend bool operator==(journal_position, journal_position) = default;
  friend auto operator<=>(journal_position, journal_position) = default;
};

} // namespace gatehouse
