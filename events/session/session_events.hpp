#pragma once

#include "events/capture/capture.hpp"
#include "events/core/bytes.hpp"
#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"
#include "events/core/upcasts.hpp"
#include "events/policy/policy.hpp"

#include <array>
#include <optional>
#include <string>
#include <tuple>

namespace gatehouse {

struct session_opened {
  static constexpr event_type type{501, "session.opened", 2};
  session_id session;
  org_id org;
  principal_id principal;
  toolkit_id toolkit;   ///< empty: the org's default resource
  std::string resource; ///< the slug as dialled; the binding is to the id
  std::string protocol_version;
  std::string client_name;
  std::string client_version;
  unix_us at;
  std::string capabilities{}; ///< the client's, a raw JSON object; empty: none
  bool stateless = false;     ///< logical: the requests of one credential at one resource

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "session", s.session);
    f(2, "org", s.org);
    f(3, "principal", s.principal);
    f(4, "toolkit", s.toolkit);
    f(5, "resource", s.resource);
    f(6, "protocol_version", s.protocol_version);
    f(7, "client_name", s.client_name);
    f(8, "client_version", s.client_version);
    f(9, "at", s.at);
    f(10, "capabilities", s.capabilities);
    f(11, "stateless", s.stateless);
  }
};

/// In version 1 a session had neither capabilities nor the stateless era: what it does not say is
/// none.
struct session_opened_v1 : session_opened {
  static constexpr event_type type{501, "session.opened", 1};
};

template <> struct upcasts<session_opened> {
  using history = std::tuple<session_opened_v1>;

  static session_opened lift(session_opened_v1 old) { return old; }
};

/// What a call was about, the same in every event that admits or denies one.
struct call_subject {
  call_id call;
  std::string tool;    ///< exposed name as called
  std::string address; ///< what policies matched; empty when no such tool is visible
  connection_id connection;
  digest256 arguments_digest;      ///< keyed digest of the canonical arguments; zero: not captured
  std::optional<sealed> arguments; ///< what is captured of them
  capture_note note = capture_note::plain;

  friend bool operator==(const call_subject&, const call_subject&) = default;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "tool", s.tool);
    f(3, "address", s.address);
    f(4, "connection", s.connection);
    f(5, "arguments_digest", s.arguments_digest);
    f(6, "arguments", s.arguments);
    f(7, "note", s.note);
  }
};

/// A call's name in its client's words, by which the client may ask for it again without having it
/// run again. Stands right before the admission of the call, in the same append.
struct call_keyed {
  static constexpr event_type type{510, "session.call_keyed", 2};
  call_id call;
  std::string key;
  std::string tool;
  digest256 arguments_digest; ///< also where nothing is captured: it tells the call from another
  unix_us at;
  data_key_id data_key{}; ///< of the digest; under another one it says nothing

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "key", s.key);
    f(3, "tool", s.tool);
    f(4, "arguments_digest", s.arguments_digest);
    f(5, "at", s.at);
    f(6, "data_key", s.data_key);
  }
};

/// Did not say whose digest it is.
struct call_keyed_v1 : call_keyed {
  static constexpr event_type type{510, "session.call_keyed", 1};
};

template <> struct upcasts<call_keyed> {
  using history = std::tuple<call_keyed_v1>;

  static call_keyed lift(call_keyed_v1 old) { return old; }
};

/// The call may reach its upstream: this event is durable before it does.
struct call_admitted {
  static constexpr event_type type{502, "session.call_admitted", 2};
  call_subject subject;
  judgement judged;
  unix_us at;
  bool requires_approval = false; ///< the tool's own default, which judging again has to know

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "subject", s.subject);
    f(2, "judged", s.judged);
    f(3, "at", s.at);
    f(4, "requires_approval", s.requires_approval);
  }
};

/// Did not say what the tool asked for, and its subject had no note.
struct call_admitted_v1 : call_admitted {
  static constexpr event_type type{502, "session.call_admitted", 1};
};

template <> struct upcasts<call_admitted> {
  using history = std::tuple<call_admitted_v1>;

  static call_admitted lift(call_admitted_v1 old) { return old; }
};

/// Why a call was denied. Unknown and blocked look alike to the client, not to the auditor.
enum class denial : std::uint8_t { blocked, unknown_tool, needs_approval, quarantined };

template <> struct enum_names<denial> {
  static constexpr std::array<std::string_view, 4> names{"blocked", "unknown_tool",
                                                         "needs_approval", "quarantined"};
};

struct call_denied {
  static constexpr event_type type{503, "session.call_denied", 2};
  call_subject subject;
  judgement judged;
  denial reason = denial::blocked;
  unix_us at;
  bool requires_approval = false; ///< the tool's own default

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "subject", s.subject);
    f(2, "judged", s.judged);
    f(3, "reason", s.reason);
    f(4, "at", s.at);
    f(5, "requires_approval", s.requires_approval);
  }
};

/// Did not say what the tool asked for, and its subject had no note.
struct call_denied_v1 : call_denied {
  static constexpr event_type type{503, "session.call_denied", 1};
};

template <> struct upcasts<call_denied> {
  using history = std::tuple<call_denied_v1>;

  static call_denied lift(call_denied_v1 old) { return old; }
};

/// The upstream answered: with a result, or with an error of its own (`tool_error`).
struct call_completed {
  static constexpr event_type type{504, "session.call_completed", 2};
  call_id call;
  bool tool_error = false;
  digest256 result_digest; ///< keyed digest of the result's bytes; zero: not captured
  std::uint64_t result_bytes = 0;
  std::uint64_t duration_us = 0;
  unix_us at;
  std::optional<sealed> result{}; ///< what is captured of it
  capture_note note = capture_note::plain;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "tool_error", s.tool_error);
    f(3, "result_digest", s.result_digest);
    f(4, "result_bytes", s.result_bytes);
    f(5, "duration_us", s.duration_us);
    f(6, "at", s.at);
    f(7, "result", s.result);
    f(8, "note", s.note);
  }
};

/// Captured nothing of the result.
struct call_completed_v1 : call_completed {
  static constexpr event_type type{504, "session.call_completed", 1};
};

template <> struct upcasts<call_completed> {
  using history = std::tuple<call_completed_v1>;

  static call_completed lift(call_completed_v1 old) { return old; }
};

/// There is no answer of the tool; `reason` is an error code's name or `rpc_error`.
struct call_failed {
  static constexpr event_type type{505, "session.call_failed", 1};
  call_id call;
  std::string reason;
  std::uint64_t duration_us = 0;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "reason", s.reason);
    f(3, "duration_us", s.duration_us);
    f(4, "at", s.at);
  }
};

/// The gateway ended while the call ran: its outcome is unknown and stays so.
struct call_interrupted {
  static constexpr event_type type{506, "session.call_interrupted", 1};
  call_id call;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "at", s.at);
  }
};

/// A server asks for something in the middle of a call: a human's input, a model's words, the
/// client's roots. This event is durable before the client hears the question.
struct input_asked {
  static constexpr event_type type{508, "session.input_asked", 1};
  call_id call;
  std::uint64_t question = 0; ///< counts from 1 within the call
  std::string method;         ///< elicitation/create, sampling/createMessage, roots/list
  digest256 digest;           ///< keyed digest of its canonical params
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "question", s.question);
    f(3, "method", s.method);
    f(4, "digest", s.digest);
    f(5, "at", s.at);
  }
};

/// What the client answered to a question; durable before the server hears it.
struct input_given {
  static constexpr event_type type{509, "session.input_given", 1};
  call_id call;
  std::uint64_t question = 0;
  std::string action; ///< of an elicitation: accept, decline, cancel; else result or error
  digest256 digest;   ///< keyed digest of the canonical answer
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "question", s.question);
    f(3, "action", s.action);
    f(4, "digest", s.digest);
    f(5, "at", s.at);
  }
};

/// Somebody read what was captured of a call: recorded before it was shown.
struct content_read {
  static constexpr event_type type{511, "session.content_read", 1};
  call_id call;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "call", s.call);
    f(2, "at", s.at);
  }
};

enum class close_reason : std::uint8_t { client, idle, administrator, toolkit_deleted };

template <> struct enum_names<close_reason> {
  static constexpr std::array<std::string_view, 4> names{"client", "idle", "administrator",
                                                         "toolkit_deleted"};
};

struct session_closed {
  static constexpr event_type type{507, "session.closed", 1};
  close_reason reason = close_reason::client;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "reason", s.reason);
    f(2, "at", s.at);
  }
};

} // namespace gatehouse
