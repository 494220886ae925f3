#pragma once

#include "events/core/bytes.hpp"
#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"
#include "events/policy/policy.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// What was decided about a call.
enum class audit_decision : std::uint8_t { allow, deny };

template <> struct enum_names<audit_decision> {
  static constexpr std::array<std::string_view, 2> names{"allow", "deny"};
};

/// How a call ended. `open` is neither success nor failure: it has not ended yet.
enum class audit_outcome : std::uint8_t { open, ok, tool_error, failed, denied, interrupted };

template <> struct enum_names<audit_outcome> {
  static constexpr std::array<std::string_view, 6> names{"open",   "ok",     "tool_error",
                                                         "failed", "denied", "interrupted"};
};

/// Who calls: the operator, a user through any of his tokens, or a token of its own.
enum class principal_kind : std::uint8_t { instance_operator, user, token };

template <> struct enum_names<principal_kind> {
  static constexpr std::array<std::string_view, 3> names{"operator", "user", "token"};
};

inline principal_kind kind_of(const principal_id& principal) noexcept {
  if (principal.value == "operator")
    return principal_kind::instance_operator;
  return principal.value.starts_with("user_") ? principal_kind::user : principal_kind::token;
}

/// One line of the audit: a call, what was decided and why, and how it ended. A projection of the
/// session's events; it holds digests and says what content is captured, which stands, sealed, in
/// the events themselves.
struct audit_entry {
  journal_position position; ///< of the admission or the denial; the entry's place for ever
  unix_us at;
  org_id org;
  principal_id principal;
  token_id credential;
  session_id session;
  toolkit_id toolkit;   ///< empty: the org's default resource
  std::string resource; ///< as dialled: a toolkit's slug or empty
  call_id call;
  std::string tool;    ///< exposed name as called
  std::string address; ///< pattern address; empty when no such tool is visible
  connection_id connection;
  audit_decision decision = audit_decision::deny;
  rule_source source = rule_source::tool_default;
  std::string pattern;
  policy_id rule;
  stream_version policy_version;
  audit_outcome outcome = audit_outcome::open;
  std::string reason; ///< a code: why denied or failed; empty otherwise
  digest256 arguments_digest;
  digest256 result_digest;
  std::uint64_t result_bytes = 0;
  std::uint64_t duration_us = 0;
  unix_us ended;                  ///< 0 while open
  std::string arguments_captured; ///< whole, redacted, too_large; empty: none
  data_key_id arguments_key;      ///< of their digest, under which they are sealed as well
  std::string result_captured;
  data_key_id result_key;
  std::optional<journal_position> end_position; ///< of the completion

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "position", s.position);
    f(2, "at", s.at);
    f(3, "org", s.org);
    f(4, "principal", s.principal);
    f(5, "credential", s.credential);
    f(6, "session", s.session);
    f(7, "toolkit", s.toolkit);
    f(8, "resource", s.resource);
    f(9, "call", s.call);
    f(10, "tool", s.tool);
    f(11, "address", s.address);
    f(12, "connection", s.connection);
    f(13, "decision", s.decision);
    f(14, "source", s.source);
    f(15, "pattern", s.pattern);
    f(16, "rule", s.rule);
    f(17, "policy_version", s.policy_version);
    f(18, "outcome", s.outcome);
    f(19, "reason", s.reason);
    f(20, "arguments_digest", s.arguments_digest);
    f(21, "result_digest", s.result_digest);
    f(22, "result_bytes", s.result_bytes);
    f(23, "duration_us", s.duration_us);
    f(24, "ended", s.ended);
    f(26, "arguments_captured", s.arguments_captured);
    f(27, "arguments_key", s.arguments_key);
    f(28, "result_captured", s.result_captured);
    f(29, "result_key", s.result_key);
    f(30, "end_position", s.end_position);
  }
};

/// Returns whether a call's event holds content of which an entry says this.
inline bool holds_content(std::string_view captured) {
  return captured == "whole" || captured == "redacted";
}

} // namespace gatehouse
