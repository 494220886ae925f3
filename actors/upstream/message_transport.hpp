#pragma once

#include "actors/upstream/upstream_client.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

/// What the protocol made of a text that arrived.
struct reception {
  bool understood = false;             ///< false: not MCP
  bool enough = false;                 ///< more was said unasked than is listened to
  std::vector<std::uint64_t> answered; ///< our requests it answered, known or not
};

/// What a transport reports; all on the loop's thread, never inside a call to the transport.
struct transport_events {
  /// A text arrived from the server; `during` is the request whose own stream it came on, if any.
  /// A text that is MCP may be taken away.
  std::function<reception(std::string& text, std::optional<std::uint64_t> during)> on_text;
  /// Request `id` gets no answer; not called for forgotten or answered requests.
  std::function<void(std::uint64_t id, upstream_reply why)> on_undelivered;
  /// At most once: nothing can be sent any more. Not called after close().
  std::function<void(std::string reason)> on_closed;
  std::function<void(std::string line)> on_log;
};

/// A request as the transport needs to know it.
struct outgoing_request {
  std::uint64_t id = 0;
  std::string text;                 ///< the whole JSON-RPC message
  std::size_t answer_bytes_max = 0; ///< of the whole answer
  bool harmless = false;            ///< may be sent again although the first may have run
  std::vector<std::pair<std::string, std::string>> headers; ///< HTTP: of this request only
};

/// Moves JSON-RPC messages between the MCP client and one server.
///
/// Thread rule: everything on the loop's thread.
/// Ownership: shared with its own operations; close() ends it.
class message_transport {
public:
  virtual ~message_transport() = default;

  /// Errors: `invalid_argument`, `upstream_unavailable`, `io_failed`.
  virtual void open(transport_events events, std::function<void(outcome<nothing>)> ready) = 0;
  virtual void send(outgoing_request request) = 0;
  /// Sends what has no answer; `done` is called once when it was handed over or could not be.
  virtual void notify(std::string text, std::function<void()> done) = 0;
  /// Nobody waits for request `id` any more. Returns whether the server has to be told.
  virtual bool forget(std::uint64_t id) = 0;
  /// From now on `version` is spoken, empty while it is being negotiated.
  virtual void speak(server_era era, const std::string& version) = 0;
  /// Says whether the server holds a session for this connection.
  virtual bool keeps_state() const = 0;
  /// The client has initialized: what the server says on its own is listened to from now on.
  virtual void listen() = 0;
  virtual void close() = 0;
};

/// A transport whose connection is the session: no version and no id goes with its messages, and
/// what the server says comes over it from the start.
class connected_transport : public message_transport {
public:
  void speak(server_era, const std::string&) final {}

  bool keeps_state() const final { return true; }

  void listen() final {}
};

/// Starts `target.command` through `guard` and speaks over its pipes, one message a line.
std::shared_ptr<message_transport> make_stdio_transport(io_loop& loop, child_guard& guard,
                                                        upstream_target target);

/// Speaks streamable HTTP with `target.url` (MCP 2025-11-25 and 2026-07-28, transports).
std::shared_ptr<message_transport> make_http_transport(io_loop& loop, upstream_target target);

/// Speaks HTTP with an event stream beside it (MCP 2024-11-05, transports).
std::shared_ptr<message_transport> make_event_stream_transport(io_loop& loop,
                                                               upstream_target target);

} // namespace gatehouse
