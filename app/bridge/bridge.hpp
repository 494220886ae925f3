#pragma once

#include "actors/upstream/deadline.hpp"
#include "actors/upstream/event_stream.hpp"
#include "actors/upstream/stdio_lines.hpp"
#include "app/bridge/bridge_message.hpp"
#include "app/bridge/bridge_post.hpp"
#include "app/bridge/param_headers.hpp"
#include "app/bridge/session_settings.hpp"
#include "events/core/limits.hpp"

#include <deque>
#include <map>

namespace gatehouse {

/// Where a bridge leads.
struct bridge_options {
  http_url endpoint;
  std::string token;                                            ///< empty: no Authorization is sent
  std::chrono::milliseconds patience = limits::bridge_patience; ///< for one that is away
};

/// Where a bridge writes; called on the loop's thread.
struct bridge_output {
  std::function<void(const std::string& message)> line; ///< one message for the client
  std::function<void(const std::string& event, const std::string& detail)> log;
};

/// A stdio MCP server towards a client, and a client of a streamable HTTP server: carries messages
/// between them in both eras, and keeps a session alive that its server has forgotten.
///
/// A request is sent again only if it provably did not run (no byte of it arrived, or the session
/// was not known: 404), or if it only reads. Whatever else broke off is answered with an error that
/// says that the outcome is unknown.
///
/// Thread rule: everything on the loop's thread.
/// Ownership: made by std::make_shared; end() lets go of all that refers to it.
/// Bounds: limits::upstream_line_bytes_max, limits::open_calls_per_session_max,
/// limits::upstream_queue_bytes_max, limits::bridge_*; over one the request is answered with an
/// error.
class bridge : public std::enable_shared_from_this<bridge> {
public:
  bridge(io_loop& loop, bridge_options options, bridge_output output);

  /// Takes what the client wrote. Returns false when it cannot be read any further.
  bool hear(std::string_view bytes);
  /// The client is gone: lets running requests end within limits::shutdown_grace, ends the session
  /// and calls `done` once.
  void end(std::function<void()> done);

private:
  using clock = std::chrono::steady_clock;

  /// Messages of a session wait while it is in any but `none` and `open`.
  enum class phase : std::uint8_t {
    none,
    initializing, ///< initialize is on its way
    greeting,     ///< notifications/initialized is
    open,
    reopening ///< both anew, on our own account
  };

  /// A message of the client that is not done with.
  struct running {
    bridge_message message;
    bool own = false; ///< of the bridge itself; the client does not hear of it
    std::shared_ptr<bridge_post> post;
    std::optional<deadline> again;
    std::optional<clock::time_point> failing_since;
    std::chrono::milliseconds delay{0};
    std::string session;   ///< that it was sent in
    unsigned sessions = 0; ///< that were gone when it arrived
    bool answered = false;
    bool cancelled = false;
    bool acknowledged = false; ///< of subscriptions/listen
  };

  // -- what the client says (bridge.cpp) ---------------------------------------------------------
  void take_line(message_line line);
  void take(bridge_message message);
  bool admit(const bridge_message& message);
  void cancel(const bridge_message& notice);
  std::uint64_t add(bridge_message message, bool own);
  void drop(std::uint64_t serial);
  void end_if_idle();
  void farewell();

  // -- requests on their way (bridge_requests.cpp) -----------------------------------------------
  void send(std::uint64_t serial);
  upstream_http_request request_with(const std::string& session, const std::string& version) const;
  bool add_stateless_headers(upstream_http_request& request, const bridge_message& message) const;
  bool text_arrived(std::uint64_t serial, std::string_view text);
  void deliver(const bridge_message& message);
  void answered(std::uint64_t serial, const bridge_message& answer);
  void ended(std::uint64_t serial, const post_end& end);
  void completed(std::uint64_t serial);
  void refused(std::uint64_t serial, const post_end& end);
  void retry(std::uint64_t serial, const std::string& why);
  void fail(std::uint64_t serial, errc code, const std::string& why);
  void say_error(const std::string& id, errc code, const std::string& why);
  std::string without_token(std::string text) const;

  // -- the session (bridge_session.cpp) ----------------------------------------------------------
  bool settled() const noexcept { return phase_ == phase::none || phase_ == phase::open; }

  void head_arrived(std::uint64_t serial, const http_head& head);
  void initialized(const bridge_message& answer, bool own);
  void greeted();
  void restore_settings();
  void session_gone(std::uint64_t serial);
  void reopen();
  void reopening_failed(const std::string& why);
  void release_held();
  void submit(std::uint64_t serial);
  void listen();
  void stop_listening();

  io_loop& loop_;
  const bridge_options options_;
  bridge_output output_;
  std::shared_ptr<upstream_http_client> client_;
  message_lines lines_{limits::upstream_line_bytes_max};
  learnt_param_headers param_headers_;

  std::map<std::uint64_t, running> running_;
  std::map<std::string, std::uint64_t> open_; ///< requests without an answer, by key
  std::deque<std::uint64_t> held_;            ///< until the session is open
  std::uint64_t last_serial_ = 0;
  std::size_t queued_bytes_ = 0;
  std::string stateless_version_; ///< of the latest message that claimed one

  phase phase_ = phase::none;
  bridge_message hello_; ///< the client's initialize
  bool greets_ = false;  ///< the client has sent notifications/initialized
  bool gone_ = false;    ///< the session is, and could not be opened again
  std::string session_;
  std::string version_;
  session_settings settings_;
  std::shared_ptr<event_stream> stream_;

  std::function<void()> done_;
  std::optional<deadline> farewell_;
  bool ended_ = false;
};

} // namespace gatehouse
