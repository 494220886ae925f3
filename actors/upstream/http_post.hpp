#pragma once

#include "actors/upstream/event_stream.hpp"
#include "actors/upstream/gathered_text.hpp"
#include "actors/upstream/http_client.hpp"
#include "actors/upstream/sse_parser.hpp"

#include <memory>
#include <optional>
#include <string>

namespace gatehouse {

/// A request on its way over streamable HTTP: its POST, the answer so far, and if the server broke
/// the answer's stream off, the GET that resumes it.
struct http_post {
  std::shared_ptr<http_exchange> exchange;
  std::shared_ptr<event_stream> resumed;
  std::size_t answer_bytes_max = 0;
  unsigned status = 0;
  bool json = false;                ///< the answer is one JSON text
  std::optional<sse_parser> events; ///< the answer is an event stream
  gathered_text body;               ///< of a JSON answer, or of a refusal
};

/// Says whether `status` is a refusal before anything ran (RFC 9110 section 15.5): of the endpoint,
/// the session, the credential or the framing. 400, 408, 409, 422 and the like may speak of what
/// ran.
constexpr bool refused_before_running(unsigned status) noexcept {
  switch (status) {
  case 401: // not authenticated
  case 403: // not allowed
  case 404: // no such endpoint or session
  case 405: // no such method
  case 406: // nothing acceptable
  case 413: // too large
  case 415: // wrong media type
  case 429: // too many requests
    return true;
  default:
    return false;
  }
}

} // namespace gatehouse
