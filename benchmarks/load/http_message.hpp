#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// One HTTP/1.1 message, its body put together again if it was chunked.
struct http_message {
  std::string_view head; ///< first line and fields, a CRLF after each
  std::string body;
  std::size_t size = 0; ///< of all its bytes

  /// Returns the value of a field, "" if it is not there; names are compared as RFC 9110 says.
  std::string_view field(std::string_view name) const;
  /// Returns the status of a response.
  int status() const;
};

/// Returns the message at the start of `bytes` if it is whole. For the peers of a benchmark, which
/// are trusted: no bounds, no refusals.
std::optional<http_message> read_http_message(std::string_view bytes);

} // namespace gatehouse
