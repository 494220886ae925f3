#pragma once

#include "actors/caller.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

class gateway;
struct edge;
struct route;

/// A request as the routes see it: read whole, within its bounds.
struct http_request {
  std::string method;
  std::string path;                              ///< percent-decoded, without the query
  std::multimap<std::string, std::string> query; ///< percent-decoded
  std::map<std::string, std::string> headers; ///< names in lower case; repeated ones joined by ", "
  std::set<std::string> repeated;             ///< names of headers that came more than once
  std::string body;

  /// Returns the header called `name` (lower case), empty if absent.
  const std::string& header(const std::string& name) const;
  /// Returns the first query parameter called `name`, if present.
  std::optional<std::string> parameter(const std::string& name) const;
};

struct http_response {
  int status = 200;
  std::string content_type; ///< empty: no body is announced
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string log; ///< for the server's log only, never sent
};

/// Why a response goes on.
enum class stream_kind : std::uint8_t {
  answer, ///< the request is being worked on: it counts as in flight until the stream is closed
  watch   ///< the client listens for what may happen, bounded by limits::watches_max
};

/// The body of a response that goes on: an event stream.
///
/// Thread rule: on the I/O loop only. Ownership: the handler's; letting go of it closes it.
/// Bounds: over limits::stream_buffer_bytes_max not yet taken by the client when more is sent, it
/// is disconnected. Times: what is sent leaves at once; if the client takes nothing of it for
/// limits::idle_socket_timeout, it is disconnected.
class response_stream {
public:
  virtual ~response_stream() = default;

  /// Appends to the body. Returns false once the client is gone; nothing is sent then. Calls
  /// nothing back.
  virtual bool send(std::string bytes) = 0;
  /// Ends the body; the connection may go on to the next request.
  virtual void close() = 0;
};

/// One request on its way to one response.
///
/// Thread rule: on the I/O loop only.
/// Ownership: shared by the handler and its callbacks until reply() was called.
class exchange {
public:
  virtual ~exchange() = default;

  const http_request& request() const noexcept { return request_; }

  gateway& gate() const noexcept { return *gate_; }

  /// Returns what the requests of this server share.
  edge& at_edge() const noexcept { return *edge_; }

  /// Returns the authenticated caller; asserts on routes of scope `anyone`.
  const caller& who() const;
  /// Returns the value of a `{name}` segment of the route's path.
  const std::string& segment(const std::string& name) const;

  bool has_segment(const std::string& name) const { return segments_.contains(name); }

  /// Returns the start of every URL of ours as clients see it, e.g. `http://127.0.0.1:8750`.
  const std::string& origin() const noexcept { return origin_; }

  /// Sends the response; exactly once.
  virtual void reply(http_response response) = 0;
  /// Sends the head and begins the body, instead of reply(); `head.body` is its first part. The
  /// client's disappearance is told through on_disconnect() until the stream is closed.
  virtual std::shared_ptr<response_stream> stream(http_response head,
                                                  stream_kind kind = stream_kind::answer) = 0;
  /// Calls `ending` if the server stops while a stream of kind `watch` is open: time for a last
  /// word, for it is closed right after.
  virtual void on_shutdown(std::function<void()> ending) = 0;
  /// Calls `gone` if the client closes before reply(), or before a stream is closed: at most once.
  virtual void on_disconnect(std::function<void()> gone) = 0;

protected:
  friend class router;

  http_request request_;
  gateway* gate_ = nullptr;
  edge* edge_ = nullptr;
  const route* route_ = nullptr;
  std::optional<caller> who_;
  std::map<std::string, std::string> segments_;
  std::string origin_;
  std::vector<std::pair<std::string, std::string>> extra_headers_; ///< of any response: CORS
};

using exchange_ptr = std::shared_ptr<exchange>;

} // namespace gatehouse
