#pragma once

#include "actors/upstream/asio_forward.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gatehouse {

/// The lines on their way to a child's standard input, in their order.
///
/// Thread rule: on the loop's thread only. Bounds: limits::upstream_queue_bytes_max.
class child_input {
public:
  struct line {
    std::optional<std::uint64_t> request; ///< its id, if it is one
    std::string text;
    std::function<void()> done{}; ///< called once it is written
  };

  /// What has not been written; of the first line a part may have been.
  struct rest {
    std::deque<line> lines;
    bool begun = false;
  };

  /// `on_broken` is called when a line could not be written, and whether a part of it was; nothing
  /// can be written then.
  static std::shared_ptr<child_input> make(boost::asio::io_context& loop,
                                           std::function<void(line, bool begun)> on_broken);

  virtual ~child_input() = default;

  virtual bool open(int fd) = 0;
  /// Returns false over the bound, and after close().
  virtual bool put(line one) = 0;
  /// Takes back a request of which nothing is written yet; returns whether it could.
  virtual bool take_back(std::uint64_t request) = 0;
  virtual rest close() = 0;
};

} // namespace gatehouse
