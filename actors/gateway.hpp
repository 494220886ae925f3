#pragma once

#include "actors/administration.hpp"
#include "actors/caller.hpp"
#include "actors/client_request.hpp"
#include "actors/event_outbox.hpp"
#include "actors/inventory.hpp"
#include "actors/notary.hpp"
#include "actors/operator_log.hpp"
#include "actors/privacy.hpp"
#include "actors/published.hpp"
#include "actors/queries.hpp"
#include "actors/upstream/address_rules.hpp"
#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"
#include "storage/crypto/master_key.hpp"
#include "storage/log_store.hpp"
#include "storage/proof/verifier_key.hpp"

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
  std::string capabilities{}; ///< raw JSON object; empty: none
  bool stateless = false;     ///< set by the gateway itself
};

/// What the gateway knows of an open session.
struct session_info {
  session_id id;
  std::string protocol_version;
};

/// What a session sees of one list, by exposed name in byte order; immutable, shared.
struct catalog_listing {
  struct entry {
    std::string name; ///< as exposed
    std::string json; ///< the upstream's whole object with its name replaced
  };

  std::vector<entry> items;
};

struct gateway_options {
  std::string data_folder;
  std::string keys_folder;
  std::string binary; ///< our own executable, for the child guard
  std::chrono::milliseconds session_passivation = limits::session_passivation;
  std::chrono::milliseconds session_expiry = limits::session_expiry;
  std::size_t worker_threads = 1;
  std::vector<verifier_key> witnesses;                             ///< whose cosignatures are kept
  std::size_t calls_per_second = limits::calls_per_second_default; ///< of one credential
  std::vector<address_block> upstream_nets; ///< private ones that anybody's upstream may be in
  master_key_source master_key;             ///< empty: it is in the keys folder
  operator_log log = [](const std::string&) {};
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

  /// Returns the session that requests of the stateless era belong to: that of (principal,
  /// credential, resource), opened by the first of them and rotated after
  /// limits::stateless_session_calls_max calls or limits::stateless_session_age.
  virtual void stateless_session(const binding& at, client_hello hello,
                                 answer<session_info> done) = 0;

  virtual void list(catalog_list what, const session_id& id, const binding& at,
                    answer<std::shared_ptr<const catalog_listing>> done) = 0;

  /// Returns what `id` sees of tools at `at` now, from memory alone: nothing is asked, woken or
  /// recorded, and the session not proven. Errors: `forbidden`, `not_found`.
  virtual outcome<tool_inventory> inventory(const session_id& id, const binding& at) const = 0;

  /// Judges, records, dispatches and records again; returns a handle for what follows.
  /// Errors: `tool_unknown` (also for blocked ones, prompts and resources), `approval_needed`,
  /// `upstream_*`, `cancelled`, `journal_failed`, `overloaded`, `limit_reached` (also when a
  /// credential calls too often, of which nothing is recorded), `already_invoked` (a key that was
  /// used before; the detail is the id of its call).
  virtual std::uint64_t call(const session_id& id, const binding& at, client_request what,
                             call_events events) = 0;

  /// Goes on with a call that ended a round as `input_required`; `what` must be the same request.
  /// Returns a handle as call() does. Errors: `request_state_invalid` for every reason alike, and
  /// those of call().
  virtual std::uint64_t resume_call(const session_id& id, const binding& at, client_request what,
                                    input_round round, call_events events) = 0;

  /// Answers a question that came through on_message. Unknown or answered ones: no effect.
  virtual void answer_server(std::uint64_t call_handle, std::uint64_t reply_to,
                             client_reply reply) = 0;

  /// Gives up a call: the client went away or asked for it.
  virtual void cancel_call(std::uint64_t handle) = 0;

  /// Sets the lowest level of log messages this session wants (logging/setLevel).
  virtual void set_log_level(const session_id& id, const binding& at, std::string level,
                             answer<nothing> done) = 0;

  /// Tells the servers that keep state for this session that its client's roots have changed. The
  /// caller has proven the session.
  virtual void roots_changed(const session_id& id) = 0;

  /// Tells `hear` what happens outside of requests, on the I/O loop, until unwatch(): changes of
  /// the lists the caller sees at `at`, updates of the resources `id` watches, and what the servers
  /// say on their own to that session. The caller has proven the session.
  virtual std::uint64_t watch(const session_id& id, const binding& at, watch_filter what,
                              std::function<void(client_message)> hear) = 0;
  virtual void unwatch(std::uint64_t handle) = 0;

  /// Returns what is kept of event streams for clients that come back.
  virtual event_outbox& kept_events() = 0;

  // -- administration and reads -------------------------------------------------------------------

  virtual administration& admin() = 0;
  virtual privacy& content() = 0;

  /// Returns who vouches for the record.
  virtual notary& attestations() = 0;

  virtual const published& current() const = 0;
  virtual queries& records() = 0;

  /// Returns what a connection has listed since the start, from memory; null: nothing yet.
  virtual std::shared_ptr<const catalog> catalog_of(const connection_id& id) const = 0;

  /// Returns whether calls can be served: journal writable, projector running.
  virtual outcome<nothing> ready() const = 0;

  /// Returns the position of the last committed record.
  virtual journal_position journal_head() const = 0;

  /// Returns the gateway's counters in Prometheus text form (exposition format 0.0.4).
  virtual std::string metrics_text() const = 0;
};

} // namespace gatehouse
