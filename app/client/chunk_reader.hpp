#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Takes a body out of its chunks (RFC 9112, 7.1) as they arrive.
///
/// Bounds: limits::client_reply_bytes_max a chunk.
class chunk_reader {
public:
  /// Returns what `bytes` add to the body; nothing if they are no chunks.
  std::optional<std::string> feed(std::string_view bytes);

  /// Returns whether the last chunk has come.
  bool ended() const noexcept { return ended_; }

private:
  std::string rest_; ///< of a chunk that is not whole yet
  bool ended_ = false;
};

} // namespace gatehouse
