#pragma once

#include "actors/upstream/gathered_text.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// One event of a text/event-stream.
struct sse_event {
  std::string type; ///< empty: "message"
  std::string data;
};

/// Parses a text/event-stream as it arrives (HTML standard, section 9.2.6).
///
/// Bounds: an event, its line in progress included, has at most the bytes given.
class sse_parser {
public:
  explicit sse_parser(std::size_t event_bytes_max) : bytes_max_(event_bytes_max) {}

  /// Appends the events that `bytes` completes to `out`. Returns false when an event is over the
  /// bound; the parser is then of no more use.
  bool feed(std::string_view bytes, std::vector<sse_event>& out);

  /// Returns the id to resume after, empty if the server gave none.
  const std::string& last_event_id() const noexcept { return last_id_; }

  /// Returns how long the server wants a client to wait before it connects again.
  std::optional<std::chrono::milliseconds> retry() const noexcept { return retry_; }

private:
  void end_line(std::vector<sse_event>& out);
  void data(std::string line, std::size_t name_bytes);
  void field(std::string_view name, std::string_view value);
  void dispatch(std::vector<sse_event>& out);

  std::size_t bytes_max_;
  bool first_line_ = true;
  bool after_return_ = false; ///< the last byte was CR, so an LF belongs to it
  gathered_text line_;
  sse_event event_;
  bool has_data_ = false;
  std::string id_;
  std::string last_id_;
  std::optional<std::chrono::milliseconds> retry_;
};

} // namespace gatehouse
