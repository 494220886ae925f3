#pragma once

#include "actors/upstream/event_stream.hpp"
#include "actors/upstream/http_client.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/sse_parser.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// How a POST ended.
struct post_end {
  enum class kind : std::uint8_t {
    complete, ///< a 2xx answer came whole, with or without what was awaited
    refused,  ///< another status; `body` may say why
    not_sent, ///< nothing of it reached the server
    lost,     ///< it may have run; its answer is gone
    too_large ///< the answer is over its bound
  };
  kind how = kind::complete;
  unsigned status = 0;
  std::string body;
  std::string detail;
};

/// All on the loop's thread, never inside start(). After on_end or cancel() none is called.
struct post_events {
  std::function<void(const http_head&)> on_head;
  /// A text of the server. Returns true once the answer that was awaited has come.
  std::function<bool(std::string_view)> on_text;
  std::function<void(post_end)> on_end;
};

/// What a post needs to be resumed when its event stream breaks off before the answer.
struct post_resumption {
  std::function<upstream_http_request()> make_request; ///< a GET with the session's headers
  std::chrono::milliseconds patience{0};               ///< for a server that cannot be reached
  std::function<void(std::string)> log;
};

/// One message on its way over streamable HTTP: its POST, the JSON or the event stream that answers
/// it, and if that broke off after an event with an id, the GET that resumes it.
///
/// Thread rule: everything on the loop's thread.
/// Bounds: limits::upstream_line_bytes_max a message of the server.
class bridge_post : public std::enable_shared_from_this<bridge_post> {
public:
  /// Without `resumption` a stream that breaks off is lost.
  bridge_post(io_loop& loop, std::shared_ptr<upstream_http_client> client,
              std::optional<post_resumption> resumption, post_events events);

  void start(upstream_http_request request);
  /// Closes the exchange; nothing is called any more.
  void cancel();
  /// Nobody needs the answer any more: bounds what is left of it.
  void expire_after(std::chrono::milliseconds time);

private:
  bool head_arrived(const http_head& head);
  bool body_arrived(std::string_view bytes);
  void hear(std::string_view text);
  void ended();
  void failed(bool may_have_run, std::string why);
  void resume();
  void trouble(const std::string& why);
  void finish(post_end end);

  io_loop& loop_;
  std::shared_ptr<upstream_http_client> client_;
  std::optional<post_resumption> resumption_;
  post_events events_;
  std::shared_ptr<http_exchange> exchange_;
  std::shared_ptr<event_stream> resumed_;
  std::optional<std::chrono::steady_clock::time_point> troubled_since_;
  std::optional<sse_parser> parser_;
  unsigned status_ = 0;
  std::string body_;
  bool answered_ = false;
  bool over_ = false;
};

} // namespace gatehouse
