#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "http/exchange.hpp"

#include <memory>
#include <string_view>

namespace gatehouse {

/// What one request may be at most, in bytes.
struct request_bounds {
  std::size_t header_bytes_max = limits::header_bytes_max;
  std::size_t target_bytes_max = limits::target_bytes_max;
  std::size_t body_bytes_max = limits::body_bytes_max;
};

/// Reads one HTTP/1 request out of bytes as they come; a new one for every message.
///
/// Trailers of a chunked body are dropped: the head is what was authenticated.
/// Thread rule: one thread at a time. Ownership: keeps nothing of the bytes given.
class request_reader {
public:
  explicit request_reader(const request_bounds& bounds);
  ~request_reader();
  request_reader(request_reader&&) noexcept;
  request_reader& operator=(request_reader&&) noexcept;

  /// Reads from the front of `bytes` and returns how many it used; stops after the head and after
  /// the message. What it did not use must come again, with more behind it.
  /// Errors: `invalid_request`, `header_too_large`, `target_too_large`, `too_large`.
  outcome<std::size_t> put(std::string_view bytes);

  bool head_done() const noexcept;
  bool done() const noexcept;

  /// Returns the request, which may be moved away once its head is there; the body is there once
  /// done().
  http_request& request() noexcept;

  bool keep_alive() const;
  /// Returns whether the client understands chunked bodies (HTTP/1.1).
  bool reads_chunks() const;
  bool expects_continue() const;
  /// Returns the bytes of the body that a Content-Length has announced and that have not come yet;
  /// nothing for a chunked body that has not ended.
  std::optional<std::uint64_t> body_bytes_left() const;

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace gatehouse
