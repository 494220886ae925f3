#pragma once

#include "actors/upstream/http_url.hpp"
#include "events/core/outcome.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gatehouse {

struct gate_request {
  std::string method = "GET";
  std::string path; ///< with the query
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct gate_reply {
  int status = 0;
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;

  /// Returns the header called `name` (lower case), empty if absent.
  std::string header(const std::string& name) const;
};

/// How long to wait, and whom to tell that it takes long.
struct client_patience {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds answer{150'000};
  std::function<void()> waiting = [] {}; ///< called once when a second has passed
};

/// Sends one request over a connection of its own and reads the reply whole: HTTP/1.1, blocking.
///
/// Bounds: limits::client_reply_bytes_max. Errors: `io_failed` (no connection, or it broke),
/// `deadline_passed`, `too_large`.
outcome<gate_reply> send_http(const http_url& to, const gate_request& request,
                              const client_patience& patience);

/// Sends one request and hands each part of a successful reply's body to `hear` as it arrives,
/// until the body ends or `hear` returns false. Any other reply comes back whole.
///
/// Times: each part is awaited for `silence`. Errors: as send_http().
outcome<gate_reply> stream_http(const http_url& to, const gate_request& request,
                                const client_patience& patience, std::chrono::milliseconds silence,
                                const std::function<bool(std::string_view)>& hear);

/// Reads a whole reply (RFC 9112): status line, headers, body by length, in chunks or to the end.
/// Errors: `io_failed`.
outcome<gate_reply> parse_reply(std::string_view bytes);

} // namespace gatehouse
