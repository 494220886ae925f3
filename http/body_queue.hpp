#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gatehouse {

/// What waits to be sent of a body whose length is not known before its end: framed, small parts
/// joined, large ones moved and never copied.
///
/// Thread rule: one thread at a time.
class body_queue {
public:
  /// `chunked`: each part becomes a chunk (RFC 9112, 7.1); else the bytes go as they are.
  explicit body_queue(bool chunked = false) : chunked_(chunked) {}

  /// Appends a part; an empty one is none.
  void add(std::string part);
  /// Marks the end of the body.
  void end();

  bool empty() const noexcept { return bytes_ == 0; }

  /// Returns how many bytes wait, framing included.
  std::size_t bytes() const noexcept { return bytes_; }

  /// Returns all that waits, in order, and forgets it.
  std::vector<std::string> take();

private:
  void append(std::string bytes);

  bool chunked_;
  std::vector<std::string> parts_;
  std::size_t bytes_ = 0;
};

} // namespace gatehouse
