#pragma once

#include "actors/upstream/address_rules.hpp"
#include "actors/upstream/http_url.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

class io_loop;

struct upstream_http_request {
  std::string method;
  std::vector<std::pair<std::string, std::string>> headers; ///< Host and framing are added
  std::string body;
  bool harmless = false; ///< may be sent again although the first may have been acted on
  /// From connecting to the end of the answer; zero: only connecting is bounded.
  std::chrono::milliseconds timeout{0};
};

struct http_head {
  unsigned status = 0;
  std::string content_type; ///< media type only, lower case
  std::string session_id;   ///< Mcp-Session-Id
};

/// How an exchange goes on. After on_end or on_failed, or a false from the others, none is called.
struct http_events {
  std::function<bool(const http_head&)> on_head;
  std::function<bool(std::string_view)> on_body;
  std::function<void()> on_end;
  /// `may_have_run`: the whole request may have reached the server.
  std::function<void(bool may_have_run, std::string detail)> on_failed;
};

/// One request and its answer.
class http_exchange {
public:
  virtual ~http_exchange() = default;

  /// Closes the socket; no event follows.
  virtual void cancel() = 0;
  /// Bounds what is left of the exchange.
  virtual void expire_after(std::chrono::milliseconds time) = 0;
};

/// An HTTP/1.1 client of one server, with connections kept for the next request.
///
/// A request that failed before any byte of an answer is sent once more on a fresh connection if it
/// is harmless, or if it went over a kept connection and was not sent whole.
///
/// Every connection is made to an address that the rules permit, whatever the name resolved to
/// before: a name may lead elsewhere each time (DNS rebinding). Redirects are not followed.
///
/// Thread rule: everything on the loop's thread; events never inside send().
/// Bounds: limits::header_bytes_max, limits::running_per_connection_max,
/// limits::upstream_idle_timeout.
class upstream_http_client {
public:
  static std::shared_ptr<upstream_http_client> make(io_loop& loop, http_url url,
                                                    std::chrono::milliseconds connect_timeout,
                                                    address_rules addresses);

  virtual ~upstream_http_client() = default;
  virtual std::shared_ptr<http_exchange> send(upstream_http_request request,
                                              http_events events) = 0;
};

} // namespace gatehouse
