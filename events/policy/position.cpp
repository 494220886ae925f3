#include "events/policy/position.hpp"

#include "events/core/limits.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view first_position = "a0";
constexpr char lowest_head = 'A';
constexpr char highest_head = 'z';

/// The lowest integer part. Alone it is no position, or nothing could be placed before it.
constexpr std::string_view lowest_integer = "A00000000000000000000000000";

std::size_t digit_value(char digit) noexcept {
  return digits.find(digit);
}

/// Returns the length of the integer part that starts with `head`, 0 when none does.
std::size_t integer_size(char head) noexcept {
  if (head >= 'a' && head <= highest_head)
    return static_cast<std::size_t>(head - 'a') + 2;
  if (head >= lowest_head && head <= 'Z')
    return static_cast<std::size_t>('Z' - head) + 2;
  return 0;
}

std::string_view integer_of(std::string_view position) noexcept {
  return position.substr(0, integer_size(position.front()));
}

std::string_view fraction_of(std::string_view position) noexcept {
  return position.substr(integer_size(position.front()));
}

/// Returns the next integer part, nothing after the last one.
std::optional<std::string> increment(std::string_view integer) {
  std::string next{integer};
  for (auto i = next.size() - 1; i > 0; --i) {
    if (next[i] != digits.back()) {
      next[i] = digits[digit_value(next[i]) + 1];
      return next;
    }
    next[i] = digits.front();
  }
  if (next[0] == highest_head)
    return std::nullopt;
  if (next[0] == 'Z')
    return std::string{first_position};
  ++next[0];
  next.resize(integer_size(next[0]), digits.front());
  return next;
}

/// Returns the integer part before, nothing before the first one.
std::optional<std::string> decrement(std::string_view integer) {
  std::string next{integer};
  for (auto i = next.size() - 1; i > 0; --i) {
    if (next[i] != digits.front()) {
      next[i] = digits[digit_value(next[i]) - 1];
      return next;
    }
    next[i] = digits.back();
  }
  if (next[0] == lowest_head)
    return std::nullopt;
  next[0] = next[0] == 'a' ? 'Z' : static_cast<char>(next[0] - 1);
  next.resize(integer_size(next[0]), digits.back());
  return next;
}

/// Returns a fraction between `below` and `above`, as short as halving makes it.
std::string middle(std::string_view below, std::optional<std::string_view> above) {
  std::string result;
  for (;;) {
    auto low = below.empty() ? 0 : digit_value(below.front());
    auto high = above ? digit_value(above->front()) : digits.size();
    if (high > low + 1)
      return result + digits[(low + high + 1) / 2];
    if (high == low + 1 && above && above->size() > 1)
      return result + above->front();
    result += digits[low];
    below.remove_prefix(below.empty() ? 0 : 1);
    if (high == low)
      above->remove_prefix(1);
    else
      above.reset();
  }
}

std::string before(std::string_view above) {
  auto integer = integer_of(above);
  if (integer == lowest_integer)
    return std::string{lowest_integer} + middle({}, fraction_of(above));
  if (integer != above)
    return std::string{integer};
  auto previous = *decrement(integer);
  return previous == lowest_integer ? previous + middle({}, std::nullopt) : previous;
}

std::string after(std::string_view below) {
  if (auto next = increment(integer_of(below)))
    return *next;
  return std::string{integer_of(below)} + middle(fraction_of(below), std::nullopt);
}

std::string between(std::string_view below, std::string_view above) {
  auto integer = integer_of(below);
  if (integer == integer_of(above))
    return std::string{integer} + middle(fraction_of(below), fraction_of(above));
  if (auto next = *increment(integer); next < above)
    return next;
  return std::string{integer} + middle(fraction_of(below), std::nullopt);
}

} // namespace

bool is_position(std::string_view text) noexcept {
  if (text.empty() || text.size() > limits::position_bytes_max)
    return false;
  auto size = integer_size(text.front());
  if (size == 0 || size > text.size() || text == lowest_integer)
    return false;
  if (text.size() > size && text.back() == digits.front())
    return false;
  return text.find_first_not_of(digits) == std::string_view::npos;
}

outcome<std::string> position_between(std::optional<std::string_view> below,
                                      std::optional<std::string_view> above) {
  for (const auto& bound : {below, above})
    if (bound && !is_position(*bound))
      return failure{errc::invalid_argument, "This is not a position in a list of rules."};
  if (below && above && *below >= *above)
    return failure{errc::invalid_argument, "The lower position must come before the upper one."};
  std::string result;
  if (below && above)
    result = between(*below, *above);
  else if (below)
    result = after(*below);
  else
    result = above ? before(*above) : std::string{first_position};
  if (result.size() > limits::position_bytes_max)
    return failure{errc::limit_reached,
                   "There is no room between these two positions; move one of the rules first."};
  return result;
}

} // namespace gatehouse
