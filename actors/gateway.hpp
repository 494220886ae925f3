#pragma once

#include "actors/administration.hpp"
#include "actors/caller.hpp"
#include "actors/published.hpp"
#include "actors/queries.hpp"
#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"
#include "storage/log_store.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

class child_guard;
class io_loop;

/// What a client said of itself when it opened a session.
struct client_hello {
  std::string protocol_version; ///< the negotiated one
  std::string client_name;
  std::string client_version;
};

/// What the gateway knows of an open session.
struct session_info {
  session_id id;
  std::string protocol_version;
};

/// The tools a session sees, by exposed name in byte order; immutable, shared.
struct tool_listing {
  struct entry {
    std::string name; ///< as exposed
    std::string json; ///< the upstream's whole tool object with its name replaced
  };

  std::vector<entry> tools;
};

/// A tools/call as it came in.
struct tool_call {
  std::string name;      ///< exposed name
  std::string arguments; ///< raw JSON object, validated
  std::chrono::milliseconds timeout = limits::request_timeout;
};

/// The answer to a tools/call.
struct tool_answer {
  enum class kind : std::uint8_t {
    result,   ///< `body` is a raw tools/call result object of the upstream, untouched
    rpc_error ///< `body` is a raw JSON-RPC error object of the upstream, untouched
  };
  kind how = kind::result;
  std::string body;
};

struct gateway_options {
  std::string data_folder;
  std::string keys_folder;
  std::string binary; ///< our own executable, for the child guard
  std::chrono::milliseconds session_passivation = limits::session_passivation;
  std::chrono::milliseconds session_expiry = limits::session_expiry;
  std::size_t worker_threads = 1;
};

/// The actor system behind one face: what HTTP and the command line may ask of it. CAF stays behind
/// this header.
///
/// Thread rule: every member from any thread. Callbacks run on the I/O loop, once each, never
/// inside the call that registered them. Ownership: `loop` must outlive the gateway. stop() before
/// destruction. Errors: the codes of errors.def; `journal_failed` once the journal is closed for
/// writing.
class gateway {
public:
  template <class T> using answer = std::function<void(outcome<T>)>;

  /// Opens the data folder, recovers (interrupted calls are closed), starts the actors. A new
  /// folder gets an instance and an operator token, written to the keys folder.
  static outcome<std::unique_ptr<gateway>> start(gateway_options options, io_loop& loop);

  virtual ~gateway() = default;

  /// Ends accepting, waits for calls in flight up to `grace`, closes what is left, syncs.
  virtual void stop(std::chrono::milliseconds grace) = 0;

  /// Returns the plaintext operator token if this start created the instance, else empty. Shown
  /// once.
  virtual std::string take_new_operator_token() = 0;

  // -- who and what -------------------------------------------------------------------------------

  /// Returns the caller a bearer token stands for. Errors: `unauthorized` for every reason alike.
  virtual outcome<caller> authenticate(std::string_view token) const = 0;

  /// Returns the resource of a path for `who`: `org_slug` empty means the caller's own org,
  /// `toolkit_slug` empty the default resource. Errors: `forbidden` (an org that is unknown or not
  /// the caller's), `not_found` (no such toolkit visible to the caller).
  virtual outcome<resource> resolve(const caller& who, std::string_view org_slug,
                                    std::string_view toolkit_slug) const = 0;

  /// Records a refused authentication (aggregated and rate-limited).
  virtual void note_refused_authentication(std::string_view reason) = 0;

  // -- MCP sessions -------------------------------------------------------------------------------

  virtual void open_session(const binding& at, client_hello hello, answer<session_info> done) = 0;

  /// Errors, here and in all members below that take a session: `session_not_found`,
  /// `session_foreign`.
  virtual void check_session(const session_id& id, const binding& at,
                             answer<session_info> done) = 0;

  virtual void close_session(const session_id& id, const binding& at, answer<nothing> done) = 0;

  virtual void list_tools(const session_id& id, const binding& at,
                          answer<std::shared_ptr<const tool_listing>> done) = 0;

  /// Judges, records, dispatches and records again; returns a handle for cancel_call().
  /// Errors: `tool_unknown` (also for blocked tools), `approval_needed`, `upstream_*`, `cancelled`,
  /// `journal_failed`, `overloaded`, `limit_reached`.
  virtual std::uint64_t call_tool(const session_id& id, const binding& at, tool_call call,
                                  answer<tool_answer> done) = 0;

  /// Gives up a call: the client went away or asked for it.
  virtual void cancel_call(std::uint64_t handle) = 0;

  // -- administration and reads -------------------------------------------------------------------

  virtual administration& admin() = 0;
  virtual const published& current() const = 0;
  virtual queries& records() = 0;

  /// Returns whether calls can be served: journal writable, projector running.
  virtual outcome<nothing> ready() const = 0;

  /// Returns the position of the last committed record.
  virtual journal_position journal_head() const = 0;

  /// Returns the gateway's counters in Prometheus text form (exposition format 0.0.4).
  virtual std::string metrics_text() const = 0;
};

} // namespace gatehouse
