#pragma once

#include "actors/upstream/asio_forward.hpp"
#include "actors/upstream/http_client.hpp"
#include "actors/upstream/sse_parser.hpp"

#include <functional>
#include <memory>
#include <string>

namespace gatehouse {

/// What an event stream needs of its transport.
struct event_stream_events {
  std::function<upstream_http_request()> make_request; ///< a GET with the session's headers
  std::function<void(std::string& data)> on_data;
  /// The server refused: 404 says that the session has ended, 405 that there is no such stream.
  std::function<void(unsigned status)> on_refused;
  /// Tried in vain, or an event was over the bound. It goes on trying unless stopped.
  std::function<void(std::string why)> on_trouble;
};

/// The GET stream of streamable HTTP: kept open, opened again after the delay the server asks for
/// or a growing one, resumed with Last-Event-ID.
///
/// Thread rule: everything on the loop's thread.
/// Bounds: limits::upstream_line_bytes_max an event, limits::stream_retry_delay_min and _max.
class event_stream {
public:
  virtual ~event_stream() = default;

  /// Connects, at once or, resuming a stream that broke off, after the delay its server asked for.
  virtual void start(std::string last_event_id, std::optional<std::chrono::milliseconds> delay) = 0;
  virtual void stop() = 0;

  static std::shared_ptr<event_stream> make(boost::asio::io_context& loop,
                                            std::shared_ptr<upstream_http_client> client,
                                            std::size_t event_bytes_max,
                                            event_stream_events events);
};

} // namespace gatehouse
