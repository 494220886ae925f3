#pragma once

#include "events/core/bytes.hpp"
#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

enum class colour : std::uint8_t { none, red, green };

template <> struct enum_names<colour> {
  static constexpr std::array<std::string_view, 3> names{"none", "red", "green"};
};

/// A small struct inside another.
struct dot {
  std::int32_t x = 0;
  std::int32_t y = 0;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "x", s.x);
    f(2, "y", s.y);
  }

  friend bool operator==(const dot&, const dot&) = default;
};

/// Every type of member the codec knows.
struct every_member {
  bool flag = false;
  std::uint8_t small = 0;
  std::int16_t little = 0;
  std::uint32_t medium = 0;
  std::int64_t large = 0;
  std::uint64_t huge = 0;
  colour paint = colour::none;
  std::string text;
  org_id org;
  stream_id stream;
  stream_version version;
  journal_position position;
  unix_us at;
  digest256 digest;
  sealed secret;
  std::optional<std::uint32_t> maybe_number;
  std::optional<std::string> maybe_text;
  std::optional<dot> maybe_dot;
  std::vector<std::string> texts;
  std::vector<std::uint64_t> numbers;
  std::vector<bool> flags;
  std::vector<dot> dots;
  std::vector<digest256> digests;
  std::map<std::string, std::string> labels;
  std::map<org_id, std::vector<dot>> dots_by_org;
  dot nested;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "flag", s.flag);
    f(2, "small", s.small);
    f(3, "little", s.little);
    f(4, "medium", s.medium);
    f(5, "large", s.large);
    f(6, "huge", s.huge);
    f(7, "paint", s.paint);
    f(8, "text", s.text);
    f(9, "org", s.org);
    f(10, "stream", s.stream);
    f(11, "version", s.version);
    f(12, "position", s.position);
    f(13, "at", s.at);
    f(14, "digest", s.digest);
    f(15, "secret", s.secret);
    f(16, "maybe_number", s.maybe_number);
    f(17, "maybe_text", s.maybe_text);
    f(18, "maybe_dot", s.maybe_dot);
    f(19, "texts", s.texts);
    f(20, "numbers", s.numbers);
    f(21, "flags", s.flags);
    f(22, "dots", s.dots);
    f(23, "digests", s.digests);
    f(24, "labels", s.labels);
    f(25, "dots_by_org", s.dots_by_org);
    f(30, "nested", s.nested);
  }

  friend bool operator==(const every_member&, const every_member&) = default;
};

} // namespace gatehouse
