#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

class child_guard;
class io_loop;

/// How to reach one upstream MCP server. Secrets are already resolved; never log this struct.
struct upstream_target {
  std::string label;                              ///< the connection's address, for logs and errors
  std::vector<std::string> command;               ///< stdio: program and arguments; empty for HTTP
  std::map<std::string, std::string> environment; ///< stdio: added to the allowed variables
  std::string url;                                ///< streamable HTTP: http://host[:port]/path
  std::map<std::string, std::string> headers;     ///< HTTP: added to each request
  std::chrono::milliseconds connect_timeout = limits::connect_timeout;
  std::chrono::milliseconds list_timeout = limits::list_timeout;
  std::size_t result_bytes_max = limits::tool_result_bytes_max;
};

/// What the server said of itself in `initialize`.
struct upstream_hello {
  std::string protocol_version;
  std::string server_name;
  std::string server_version;
  std::string capabilities; ///< raw JSON object
  std::string instructions;
};

/// One tool as the server lists it: its name, and the whole object as raw JSON, nothing dropped.
struct upstream_tool {
  std::string name;
  std::string json;
};

/// One tools/call towards the server.
struct upstream_call {
  std::string tool;
  std::string arguments; ///< raw JSON object
  std::chrono::milliseconds timeout = limits::request_timeout;
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
  std::string detail;    ///< for humans; no secrets
  bool is_error = false; ///< result.isError, when `how` is result
};

/// What happens outside of requests.
struct upstream_events {
  std::function<void()> on_tools_changed;            ///< notifications/tools/list_changed
  std::function<void(std::string reason)> on_closed; ///< at most once; the client is then of no use
  std::function<void(std::string line)> on_log;      ///< a line of a child's stderr, bounded
};

/// One MCP client session with one upstream server, protocol 2025-11-25 with negotiation down to
/// 2024-11-05, over stdio or streamable HTTP.
///
/// Thread rule: every member on the loop's thread only; callbacks run there, never inside the call
/// that registered them.
/// Ownership: shared; close() ends it, pending requests then complete as `transport`.
/// Bounds: limits::catalog_*, upstream_line_bytes_max, the target's own.
class upstream_client {
public:
  virtual ~upstream_client() = default;

  /// Connects and initializes. Errors: `upstream_unavailable`, `upstream_protocol`,
  /// `upstream_timeout`.
  virtual void open(std::function<void(outcome<upstream_hello>)> done) = 0;

  /// Lists all pages of tools. Errors: as open(), `upstream_too_large` over a catalog bound.
  virtual void list_tools(std::function<void(outcome<std::vector<upstream_tool>>)> done) = 0;

  /// Calls a tool; returns a handle for cancel(). `done` is called exactly once.
  virtual std::uint64_t call(upstream_call request, std::function<void(upstream_reply)> done) = 0;

  /// Gives a call up: tells the server and completes it as `cancelled`. Unknown handles: no effect.
  virtual void cancel(std::uint64_t handle) = 0;

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
