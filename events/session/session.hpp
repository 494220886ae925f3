#pragma once

#include "events/core/aggregate.hpp"
#include "events/session/session_events.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace gatehouse {

// -- commands
// --------------------------------------------------------------------------------------

/// Who sends a message to a session, at which resource; must be who and what opened it.
struct session_bearer {
  principal_id principal;
  org_id org;
  toolkit_id toolkit;

  friend bool operator==(const session_bearer&, const session_bearer&) = default;
};

struct open_session {
  session_id session;
  session_bearer bearer;
  std::string resource;
  std::string protocol_version;
  std::string client_name;
  std::string client_version;
  unix_us now;
  std::string capabilities{};
  bool stateless = false;
};

/// Proves that the bearer may use the session; leads to no event.
struct use_session {
  session_bearer bearer;
};

struct begin_call {
  session_bearer bearer;
  call_subject subject;
  bool known = false; ///< the exposed name stands for a tool; `owner` and the rest are its own
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  bool requires_approval = false;
  std::shared_ptr<const policy_snapshot> policy;
  unix_us now;
  bool quarantined = false;     ///< the tool is not as its connection accepted it
  std::string key;              ///< of an idempotent call; empty: none
  digest256 arguments_digest{}; ///< also where none is captured
  data_key_id data_key{};       ///< of that digest
};

struct complete_call {
  call_id call;
  bool tool_error = false;
  digest256 result_digest;
  std::uint64_t result_bytes = 0;
  std::uint64_t duration_us = 0;
  unix_us now;
  std::optional<sealed> result{};
  capture_note note = capture_note::plain;
};

struct fail_call {
  call_id call;
  std::string reason;
  std::uint64_t duration_us = 0;
  unix_us now;
};

struct ask_input {
  call_id call;
  std::uint64_t question = 0;
  std::string method;
  digest256 digest;
  unix_us now;
};

struct give_input {
  call_id call;
  std::uint64_t question = 0;
  std::string action;
  digest256 digest;
  unix_us now;
};

/// Closes the calls a former process left open.
struct interrupt_calls {
  unix_us now;
};

/// Somebody of the org is about to be shown what was captured of a call.
struct read_content {
  org_id org;
  call_id call;
  unix_us now;
};

struct close_session {
  session_bearer
      bearer; ///< who closes; of an administrator only the org counts, else it is not checked
  close_reason reason = close_reason::client;
  unix_us now;
};

// -- the aggregate
// ---------------------------------------------------------------------------------

/// A conversation of one principal with one resource. Stream `session/<id>`.
/// A denial is an event; a refusal (`session_not_found`, `session_foreign`, `limit_reached`,
/// `already_invoked`) is not.
struct session {
  static constexpr std::string_view kind = "session";
  static constexpr std::uint32_t snapshot_version = 4;

  using event = std::variant<session_opened, call_admitted, call_denied, call_completed,
                             call_failed, call_interrupted, session_closed, input_asked,
                             input_given, call_keyed, content_read>;
  using command = std::variant<open_session, use_session, begin_call, complete_call, fail_call,
                               interrupt_calls, close_session, ask_input, give_input, read_content>;

  /// A call that was admitted under a key, whatever came of it.
  struct keyed_call {
    call_id call;
    std::string tool;
    digest256 arguments_digest;
    data_key_id data_key{}; ///< of the digest

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "call", s.call);
      f(2, "tool", s.tool);
      f(3, "arguments_digest", s.arguments_digest);
      f(4, "data_key", s.data_key);
    }
  };

  struct state {
    session_id id; ///< empty: never opened
    session_bearer bearer;
    std::string protocol_version;
    bool closed = false;
    std::map<call_id, unix_us> open_calls; ///< admitted and not ended; completed ones leave
    std::string capabilities;
    std::map<std::string, keyed_call> keyed; ///< never forgotten: a key must not run twice

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "id", s.id);
      f(2, "principal", s.bearer.principal);
      f(3, "org", s.bearer.org);
      f(4, "toolkit", s.bearer.toolkit);
      f(5, "protocol_version", s.protocol_version);
      f(6, "closed", s.closed);
      f(7, "open_calls", s.open_calls);
      f(8, "capabilities", s.capabilities);
      f(9, "keyed", s.keyed);
    }
  };

  static stream_id stream(const session_id& id) { return {std::string{kind} + "/" + id.value}; }

  /// What every command is answered with besides its events.
  struct view {
    std::string protocol_version;
    std::string capabilities; ///< the client's, a raw JSON object; empty: none
  };

  static view glance(const state& s) { return {s.protocol_version, s.capabilities}; }

  static decision_of<session> decide(const state& s, const open_session& c);
  static decision_of<session> decide(const state& s, const use_session& c);
  static decision_of<session> decide(const state& s, const begin_call& c);
  static decision_of<session> decide(const state& s, const complete_call& c);
  static decision_of<session> decide(const state& s, const fail_call& c);
  static decision_of<session> decide(const state& s, const interrupt_calls& c);
  static decision_of<session> decide(const state& s, const close_session& c);
  static decision_of<session> decide(const state& s, const ask_input& c);
  static decision_of<session> decide(const state& s, const give_input& c);
  static decision_of<session> decide(const state& s, const read_content& c);

  static void evolve(state& s, const session_opened& e);
  static void evolve(state& s, const call_admitted& e);
  static void evolve(state& s, const call_denied& e);
  static void evolve(state& s, const call_completed& e);
  static void evolve(state& s, const call_failed& e);
  static void evolve(state& s, const call_interrupted& e);
  static void evolve(state& s, const session_closed& e);
  static void evolve(state& s, const input_asked& e);
  static void evolve(state& s, const input_given& e);
  static void evolve(state& s, const call_keyed& e);
  static void evolve(state& s, const content_read& e);
};

} // namespace gatehouse
