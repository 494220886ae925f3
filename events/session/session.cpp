#include "events/session/session.hpp"

#include "events/core/limits.hpp"

#include <optional>

namespace gatehouse {

namespace {

/// Existence is tested before ownership, so an unknown id never looks foreign.
std::optional<failure> unusable(const session::state& s, const session_bearer& bearer) {
  if (s.id.empty() || s.closed)
    return failure{errc::session_not_found, "Session not found; initialize a new one."};
  if (s.bearer.principal != bearer.principal || s.bearer.org != bearer.org)
    return failure{errc::session_foreign, "MCP session does not belong to the current bearer"};
  if (s.bearer.toolkit != bearer.toolkit)
    return failure{errc::session_foreign, "Session belongs to a different MCP resource"};
  return std::nullopt;
}

/// A key stands for one call. Asked for again it is that call, or a mistake; what it came to is on
/// the record. The detail is the call's id.
std::optional<failure> refused_key(const session::state& s, const begin_call& c) {
  if (c.key.empty())
    return std::nullopt;
  if (c.key.size() > limits::name_bytes_max)
    return failure{errc::invalid_argument, "The idempotency key is longer than 255 bytes."};
  auto found = s.keyed.find(c.key);
  if (found == s.keyed.end()) {
    if (s.keyed.size() < limits::keyed_calls_per_session_max)
      return std::nullopt;
    return failure{errc::limit_reached,
                   "This session has too many idempotency keys; open another."};
  }
  const auto& known = found->second;
  const bool comparable = known.data_key == c.data_key;
  if (known.tool != c.subject.tool || (comparable && known.arguments_digest != c.arguments_digest))
    return failure{errc::invalid_argument,
                   "The idempotency key was used for another tool or other arguments."};
  return failure{errc::already_invoked, known.call.value};
}

denial reason_of(const judgement& judged) {
  return judged.action == policy_action::require_approval ? denial::needs_approval
                                                          : denial::blocked;
}

} // namespace

decision_of<session> session::decide(const state& s, const open_session& c) {
  if (!s.id.empty())
    return failure{errc::conflict, "The session exists already."};
  return events_of<session>{session_opened{
      c.session, c.bearer.org, c.bearer.principal, c.bearer.toolkit, c.resource, c.protocol_version,
      c.client_name, c.client_version, c.now, c.capabilities, c.stateless}};
}

decision_of<session> session::decide(const state& s, const use_session& c) {
  if (auto refused = unusable(s, c.bearer))
    return *refused;
  return events_of<session>{};
}

decision_of<session> session::decide(const state& s, const begin_call& c) {
  if (auto refused = unusable(s, c.bearer))
    return *refused;
  if (auto refused = refused_key(s, c))
    return *refused;
  if (s.open_calls.size() >= limits::open_calls_per_session_max)
    return failure{errc::limit_reached, "This session has too many calls in flight."};
  if (s.open_calls.contains(c.subject.call))
    return failure{errc::invalid_argument, "The call is open already."};
  if (!c.known) {
    judgement judged{policy_action::block, rule_source::tool_default, "", {}, {}};
    return events_of<session>{call_denied{c.subject, judged, denial::unknown_tool, c.now}};
  }
  auto judged =
      c.policy->judge({c.subject.address, c.owner, c.owner_user.value, c.requires_approval});
  if (c.quarantined && judged.action != policy_action::block)
    return events_of<session>{
        call_denied{c.subject, judged, denial::quarantined, c.now, c.requires_approval}};
  if (judged.action != policy_action::approve)
    return events_of<session>{
        call_denied{c.subject, judged, reason_of(judged), c.now, c.requires_approval}};
  events_of<session> events;
  if (!c.key.empty())
    events.emplace_back(
        call_keyed{c.subject.call, c.key, c.subject.tool, c.arguments_digest, c.now, c.data_key});
  events.emplace_back(call_admitted{c.subject, judged, c.now, c.requires_approval});
  return events;
}

decision_of<session> session::decide(const state& s, const complete_call& c) {
  if (!s.open_calls.contains(c.call))
    return failure{errc::not_found, "The call is not open."};
  return events_of<session>{call_completed{c.call, c.tool_error, c.result_digest, c.result_bytes,
                                           c.duration_us, c.now, c.result, c.note}};
}

decision_of<session> session::decide(const state& s, const fail_call& c) {
  if (!s.open_calls.contains(c.call))
    return failure{errc::not_found, "The call is not open."};
  return events_of<session>{call_failed{c.call, c.reason, c.duration_us, c.now}};
}

decision_of<session> session::decide(const state& s, const interrupt_calls& c) {
  events_of<session> events;
  for (const auto& [call, since] : s.open_calls)
    events.emplace_back(call_interrupted{call, c.now});
  return events;
}

decision_of<session> session::decide(const state& s, const close_session& c) {
  if (s.id.empty() || s.closed)
    return failure{errc::session_not_found, "Session not found."};
  if (c.reason == close_reason::client)
    if (auto refused = unusable(s, c.bearer))
      return *refused;
  if (c.reason == close_reason::administrator && s.bearer.org != c.bearer.org)
    return failure{errc::session_not_found, "Session not found."};
  return events_of<session>{session_closed{c.reason, c.now}};
}

decision_of<session> session::decide(const state& s, const ask_input& c) {
  if (!s.open_calls.contains(c.call))
    return failure{errc::not_found, "The call is not open."};
  return events_of<session>{input_asked{c.call, c.question, c.method, c.digest, c.now}};
}

decision_of<session> session::decide(const state& s, const give_input& c) {
  if (!s.open_calls.contains(c.call))
    return failure{errc::not_found, "The call is not open."};
  return events_of<session>{input_given{c.call, c.question, c.action, c.digest, c.now}};
}

decision_of<session> session::decide(const state& s, const read_content& c) {
  if (s.id.empty() || s.bearer.org != c.org)
    return failure{errc::not_found, "Session not found."};
  return events_of<session>{content_read{c.call, c.now}};
}

void session::evolve(state& s, const session_opened& e) {
  s.id = e.session;
  s.bearer = {e.principal, e.org, e.toolkit};
  s.protocol_version = e.protocol_version;
  s.capabilities = e.capabilities;
}

void session::evolve(state& s, const call_admitted& e) {
  s.open_calls[e.subject.call] = e.at;
}

void session::evolve(state&, const call_denied&) {
  // A denied call is over at once; it is in the audit, not in the state.
}

void session::evolve(state& s, const call_completed& e) {
  s.open_calls.erase(e.call);
}

void session::evolve(state& s, const call_failed& e) {
  s.open_calls.erase(e.call);
}

void session::evolve(state& s, const call_interrupted& e) {
  s.open_calls.erase(e.call);
}

void session::evolve(state& s, const session_closed&) {
  s.closed = true;
}

void session::evolve(state&, const input_asked&) {
  // A question lives as long as its call does, in memory: after a restart both are over.
}

void session::evolve(state&, const input_given&) {
  // See input_asked.
}

void session::evolve(state& s, const call_keyed& e) {
  s.keyed[e.key] = {e.call, e.tool, e.arguments_digest, e.data_key};
}

void session::evolve(state&, const content_read&) {
  // Recorded for the audit; no state depends on it.
}

} // namespace gatehouse
