#pragma once

#include "actors/upstream/asio_forward.hpp"

#include <functional>
#include <memory>
#include <string>

namespace gatehouse {

/// What a child writes to its standard error, line by line.
///
/// Thread rule: on the loop's thread only. Bounds: those of log_lines.
class child_errors {
public:
  static std::shared_ptr<child_errors> make(boost::asio::io_context& loop,
                                            std::function<void(std::string)> on_line);

  virtual ~child_errors() = default;

  virtual bool open(int fd) = 0;
  /// Reads until the child has closed it; then calls `ended`.
  virtual void read(std::function<void()> ended) = 0;
  /// Reads what the child wrote last, most often why it ended.
  virtual void read_last() = 0;
  /// No line follows.
  virtual void close() = 0;
};

} // namespace gatehouse
