#pragma once

#include "http/exchange.hpp"

#include <cstdint>
#include <ctime>
#include <string>

namespace gatehouse {

/// How the end of a body is told (RFC 9112, 6).
enum class body_end : std::uint8_t {
  announced, ///< by Content-Length
  chunked,
  close ///< of the connection, for HTTP/1.0
};

/// How a response goes out, besides what it says.
struct response_frame {
  bool keep_alive = true;
  std::time_t now = 0; ///< for the Date header
  body_end end = body_end::announced;
};

/// Returns the head of an HTTP/1.1 response, hand-written: half the cost of a general writer.
/// Headers with a control character in them are left out, so nothing a client sent can split it.
std::string response_head(const http_response& response, const response_frame& frame);

} // namespace gatehouse
