#include "events/policy/pattern.hpp"

#include "events/core/limits.hpp"
#include "events/names/utf8.hpp"

#include <limits>

namespace gatehouse {

namespace {

constexpr std::uint8_t opaque_place = 3; ///< after integration, owner and connection

static_assert(limits::pattern_bytes_max <= std::numeric_limits<std::uint16_t>::max(),
              "a place in a pattern fits pattern::segment");

/// Returns whether the fourth segment `segment` names a prompt or a resource.
bool is_opaque(std::string_view segment) noexcept {
  return segment.starts_with("prompt:") || segment.starts_with("resource:");
}

failure invalid_pattern(std::string_view text) {
  constexpr std::string_view prefix = "Invalid toolkit policy pattern: ";
  if (text.size() > limits::pattern_bytes_max)
    return {errc::invalid_argument, std::string{prefix} + "it is longer than " +
                                        std::to_string(limits::pattern_bytes_max) + " bytes"};
  if (!is_plain_text(text))
    return {errc::invalid_argument,
            std::string{prefix} + "it holds control characters or is not UTF-8"};
  return {errc::invalid_argument, std::string{prefix}.append(text)};
}

bool is_valid(std::string_view text) {
  if (text.empty() || text.size() > limits::pattern_bytes_max || !is_plain_text(text))
    return false;
  if (text == "*")
    return true;
  if (text.front() == '*')
    return false;
  for (segment_walk walk{text}; !walk.done();) {
    auto segment = walk.next();
    if (segment.empty() || (segment != "*" && segment.find('*') != std::string_view::npos))
      return false;
  }
  return true;
}

} // namespace

std::string_view segment_walk::next() noexcept {
  auto dot = rest_.find('.');
  if (taken_ == opaque_place && is_opaque(rest_))
    dot = std::string_view::npos;
  if (taken_ <= opaque_place)
    ++taken_;
  auto segment = rest_.substr(0, dot);
  if (dot == std::string_view::npos)
    done_ = true;
  else
    rest_.remove_prefix(dot + 1);
  return segment;
}

outcome<pattern> pattern::parse(std::string_view text) {
  if (!is_valid(text))
    return invalid_pattern(text);
  return pattern{text};
}

pattern pattern::everything() {
  return pattern{"*"};
}

pattern::pattern(std::string_view text) : text_(text) {
  for (segment_walk walk{text_}; !walk.done();) {
    auto part = walk.next();
    auto begin = static_cast<std::uint16_t>(part.data() - text_.data());
    segments_.push_back({begin, static_cast<std::uint16_t>(part.size())});
  }
  open_ = (*this)[size() - 1] == "*";
  if (open_)
    segments_.pop_back();
}

bool pattern::matches(std::string_view address) const noexcept {
  segment_walk walk{address};
  for (std::size_t i = 0; i < size(); ++i) {
    if (walk.done())
      return false;
    auto wanted = (*this)[i];
    auto found = walk.next();
    if (wanted != "*" && wanted != found)
      return false;
  }
  return open_ || walk.done();
}

} // namespace gatehouse
