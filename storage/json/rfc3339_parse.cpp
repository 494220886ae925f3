#include "storage/json/rfc3339.hpp"

#include <algorithm>
#include <chrono>

namespace gatehouse {

namespace {

using namespace std::chrono;

/// Takes pieces off the front of a text; once one does not fit, `good` is false for ever.
struct cursor {
  std::string_view rest;
  bool good = true;

  int digits(std::size_t count) {
    const auto all_digits = [](char c) { return c >= '0' && c <= '9'; };
    const auto piece = rest.substr(0, count);
    good = good && piece.size() == count && std::all_of(piece.begin(), piece.end(), all_digits);
    if (!good)
      return 0;
    rest.remove_prefix(count);
    int value = 0;
    for (char c : piece)
      value = value * 10 + (c - '0');
    return value;
  }

  char one_of(std::string_view wanted) {
    good = good && !rest.empty() && wanted.find(rest.front()) != std::string_view::npos;
    if (!good)
      return 0;
    const char taken = rest.front();
    rest.remove_prefix(1);
    return taken;
  }

  microseconds fraction() {
    if (!rest.starts_with('.'))
      return 0us;
    rest.remove_prefix(1);
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; rest.remove_prefix(1))
      if (++count <= 6)
        value = value * 10 + (rest.front() - '0');
    good = good && count > 0;
    for (; count < 6; ++count)
      value *= 10;
    return microseconds{value};
  }

  minutes offset() {
    const char sign = one_of("Zz+-");
    if (sign == 'Z' || sign == 'z' || !good)
      return 0min;
    const auto h = digits(2);
    one_of(":");
    const auto m = digits(2);
    good = good && h < 24 && m < 60;
    return (hours{h} + minutes{m}) * (sign == '-' ? -1 : 1);
  }
};

} // namespace

std::optional<unix_us> from_rfc3339(std::string_view text) {
  cursor in{text};
  const year y{in.digits(4)};
  in.one_of("-");
  const month m{static_cast<unsigned>(in.digits(2))};
  in.one_of("-");
  const year_month_day date{y, m, day{static_cast<unsigned>(in.digits(2))}};
  in.one_of("Tt ");
  const auto h = in.digits(2);
  in.one_of(":");
  const auto min = in.digits(2);
  in.one_of(":");
  const auto s = in.digits(2);
  const auto fraction = in.fraction();
  const auto offset = in.offset();
  if (!in.good || !in.rest.empty() || !date.ok() || h > 23 || min > 59 || s > 60)
    return std::nullopt;
  const auto point =
      sys_days{date} + hours{h} + minutes{min} + seconds{std::min(s, 59)} + fraction - offset;
  return unix_us{point.time_since_epoch().count()};
}

} // namespace gatehouse
