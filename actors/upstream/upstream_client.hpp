#pragma once

#include "actors/upstream/address_rules.hpp"
#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

class child_guard;
class io_loop;

/// Which of the two ways to speak MCP a server has: with `initialize` and a session (up to
/// 2025-11-25), or stateless with `_meta` in each request (since 2026-07-28).
enum class server_era : std::uint8_t { unknown, sessions, stateless };

/// How to reach one upstream MCP server. Secrets are already resolved; never log this struct.
struct upstream_target {
  std::string label;                              ///< the connection's address, for logs and errors
  std::vector<std::string> command;               ///< stdio: program and arguments; empty for HTTP
  std::map<std::string, std::string> environment; ///< stdio: added to the allowed variables
  std::string url;                                ///< streamable HTTP: http://host[:port]/path
  std::map<std::string, std::string> headers;     ///< HTTP: added to each request
  address_rules addresses;                        ///< HTTP: where the server may be
  std::string capabilities = "{}";      ///< what we declare as a client: a raw JSON object
  server_era era = server_era::unknown; ///< what a former client learned; spares the probe
  std::chrono::milliseconds connect_timeout = limits::connect_timeout;
  std::chrono::milliseconds list_timeout = limits::list_timeout;
  std::size_t result_bytes_max = limits::tool_result_bytes_max;
};

/// What the server said of itself in `initialize` or `server/discover`.
struct upstream_hello {
  std::string protocol_version;
  std::string server_name;
  std::string server_version;
  std::string capabilities; ///< raw JSON object
  std::string instructions;
  server_era era = server_era::sessions;
  bool keeps_state = true; ///< it holds a session for us: a child process, or an Mcp-Session-Id
};

/// The lists a server may offer.
enum class catalog_list : std::uint8_t { tools, prompts, resources, templates };

/// One thing as the server lists it: its name (a tool's or prompt's name, a resource's `uri`, a
/// template's `uriTemplate`), and the whole object as raw JSON, nothing dropped.
struct upstream_item {
  std::string name;
  std::string json;
};

/// A tool that a server lists and that breaks a rule, so that nobody could use it.
struct unusable_tool {
  std::string name;
  std::string why;
  bool has_bad_schema = true; ///< else it wants to be called as we do not

  bool operator==(const unusable_tool&) const = default;
};

/// A whole list, in the server's order.
struct upstream_listing {
  std::vector<upstream_item> items;
  std::vector<unusable_tool> left_out;
};

/// One request towards the server.
struct upstream_request {
  std::string method;
  std::string params; ///< raw JSON object, without `_meta`
  std::string meta;   ///< members of the caller's `_meta` to pass on, a raw object or empty
  bool wants_progress = false;
  std::string capabilities; ///< stateless servers: the caller's, a raw object or empty for none
  std::string log_level;    ///< stateless servers: which log messages to send, empty for none
  std::chrono::milliseconds timeout = limits::request_timeout;
};

/// What the server says on its own: a notification, or a request that wants an answer. A
/// `notifications/cancelled` takes back a request of the server, whose `reply_to` its `requestId`
/// is.
struct server_message {
  std::string method;
  std::string params;                  ///< raw JSON object or empty; of progress without its token
  std::optional<std::uint64_t> during; ///< the handle of our request it belongs to, if it shows
  std::uint64_t reply_to = 0;          ///< for answer(); 0: a notification
};

/// The answer of a client to a request of a server.
struct client_reply {
  bool is_error = false;
  std::string body; ///< raw result object, or raw JSON-RPC error object
};

/// How a request towards the server ended. `result` and `rpc_error` are answers of the server; the
/// others say why there is none.
struct upstream_reply {
  enum class kind : std::uint8_t {
    result,    ///< `body` is the raw JSON of the result object, isError or not
    rpc_error, ///< `body` is the raw JSON of the error object
    not_sent,  ///< it provably never ran: no connection, or the server refused it unseen
    transport, ///< the connection broke while it may have run
    timeout,   ///< no answer in time; a cancellation was sent
    cancelled, ///< given up by us; a cancellation was sent
    too_large, ///< the answer is larger than `result_bytes_max`
    garbage,   ///< the answer is not MCP
  };
  kind how = kind::transport;
  std::string body;
  std::string detail;          ///< for humans; no secrets
  bool is_error = false;       ///< result.isError, when `how` is result
  bool input_required = false; ///< `how` is result, and the result asks for input (2026-07-28)
  unsigned http_status = 0;    ///< of a refusal over HTTP; 0 if there was none
};

/// What happens outside of requests.
struct upstream_events {
  std::function<void(catalog_list)> on_changed;      ///< notifications/*/list_changed
  std::function<void(server_message)> on_message;    ///< everything else it says; never a ping
  std::function<void(std::string reason)> on_closed; ///< at most once; the client is then of no use
  std::function<void(std::string line)> on_log;      ///< a line of a child's stderr, bounded
};

/// One MCP client session with one upstream server of either era, over stdio or HTTP.
///
/// Thread rule: every member on the loop's thread only; callbacks run there, never inside the call
/// that registered them.
/// Ownership: shared; close() ends it, pending requests then complete as `transport`.
/// Bounds: limits::catalog_*, upstream_line_bytes_max, the target's own.
class upstream_client {
public:
  virtual ~upstream_client() = default;

  /// Connects and learns what the server is. Errors: `upstream_unavailable`, `upstream_protocol`,
  /// `upstream_timeout`.
  virtual void open(std::function<void(outcome<upstream_hello>)> done) = 0;

  /// Lists all pages; empty if the server does not offer such a list. Errors: as open(),
  /// `upstream_too_large` over a catalog bound, to which what is left out counts, too.
  virtual void list(catalog_list what, std::function<void(outcome<upstream_listing>)> done) = 0;

  /// Sends a request; returns a handle for cancel(). `done` is called exactly once. What the server
  /// says while it runs arrives before, through on_message.
  virtual std::uint64_t request(upstream_request what,
                                std::function<void(upstream_reply)> done) = 0;

  /// Gives a request up: tells the server and completes it as `cancelled`. Unknown handles: no
  /// effect.
  virtual void cancel(std::uint64_t handle) = 0;

  /// Answers a request of the server, once. Unknown handles: no effect.
  virtual void answer(std::uint64_t reply_to, client_reply reply) = 0;

  /// Tells the server that the roots it may ask for have changed.
  virtual void tell_roots_changed() = 0;

  /// Asks to hear of changes of a resource (or no longer): `resources/subscribe`, or the filter of
  /// `subscriptions/listen`.
  virtual void watch_resource(const std::string& uri, bool on,
                              std::function<void(upstream_reply)> done) = 0;

  virtual void ping(std::chrono::milliseconds timeout,
                    std::function<void(outcome<nothing>)> done) = 0;

  /// Ends the session (HTTP: DELETE; stdio: close stdin, then the guard ends the group).
  virtual void close() = 0;
};

/// Returns a client for `target` that is not open yet.
std::shared_ptr<upstream_client> make_upstream_client(io_loop& loop, child_guard& guard,
                                                      upstream_target target,
                                                      upstream_events events);

} // namespace gatehouse
