#pragma once

#include "http/exchange.hpp"

#include <ctime>
#include <string>

namespace gatehouse {

/// How a response goes out, besides what it says.
struct response_frame {
  bool keep_alive = true;
  std::time_t now = 0; ///< for the Date header
};

/// Returns the head of an HTTP/1.1 response, hand-written: half the cost of a general writer.
/// Headers with a control character in them are left out, so nothing a client sent can split it.
std::string response_head(const http_response& response, const response_frame& frame);

} // namespace gatehouse
