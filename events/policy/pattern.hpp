#pragma once

#include "events/core/outcome.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Walks the segments of an address or of a pattern, the parts between dots.
///
/// The fourth segment of a prompt or a resource (`docs.org.main.resource:https://a.example/b`) is
/// opaque: it reaches to the end, whatever dots it holds.
class segment_walk {
public:
  explicit segment_walk(std::string_view text) noexcept : rest_(text) {}

  /// Returns whether every segment was taken.
  bool done() const noexcept { return done_; }

  /// Takes the next segment; only while not `done`.
  std::string_view next() noexcept;

private:
  std::string_view rest_;
  std::uint8_t taken_ = 0; ///< stops counting after the opaque place
  bool done_ = false;
};

/// Which addresses a rule or a grant is about, e.g. `github.*.*.repos.list` or `vercel.dns.*`.
///
/// `*` alone matches everything; a `*` inside takes exactly one segment; a trailing one takes the
/// prefix itself and all that is deeper. All else is compared byte by byte. It is plain text, since
/// people read it (is_plain_text).
///
/// Bounds: at most limits::pattern_bytes_max bytes.
class pattern {
public:
  /// Reads `text`. Errors: invalid_argument when it is not a pattern.
  static outcome<pattern> parse(std::string_view text);

  /// Returns the pattern that matches everything.
  static pattern everything();

  /// Returns whether this is about `address`. Allocates nothing.
  bool matches(std::string_view address) const noexcept;

  const std::string& text() const noexcept { return text_; }

  /// Returns the number of segments before a trailing `*`.
  std::size_t size() const noexcept { return segments_.size(); }

  /// Returns segment `i`; `*` stands for any one.
  std::string_view operator[](std::size_t i) const noexcept {
    return std::string_view{text_}.substr(segments_[i].begin, segments_[i].size);
  }

  /// Returns whether deeper addresses match too: the pattern ends in `*`.
  bool is_open() const noexcept { return open_; }

  friend bool operator==(const pattern& a, const pattern& b) noexcept { return a.text_ == b.text_; }

private:
  struct segment {
    std::uint16_t begin;
    std::uint16_t size;
  };

  explicit pattern(std::string_view text);

  std::string text_;
  std::vector<segment> segments_;
  bool open_ = false;
};

} // namespace gatehouse
