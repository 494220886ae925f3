#include "storage/json/rfc3339.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

namespace gatehouse {
namespace {

using std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::year;

constexpr sys_days first_day{year{0} / 1 / 1};
constexpr sys_days day_after_last{year{10'000} / 1 / 1};

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
  const auto digits = std::to_string(number);
  out.append(width - digits.size(), '0').append(digits);
}

} // namespace

std::string to_rfc3339(unix_us at) {
  const auto first = microseconds{first_day.time_since_epoch()}.count();
  const auto last = microseconds{day_after_last.time_since_epoch()}.count() - 1;
  const std::chrono::sys_time<microseconds> moment{
      microseconds{std::clamp<std::int64_t>(at.value, first, last)}};
  const auto midnight = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{moment - midnight};
  std::string out;
  out.reserve(27);
  append_padded(out, int{date.year()}, 4);
  out.push_back('-');
  append_padded(out, unsigned{date.month()}, 2);
  out.push_back('-');
  append_padded(out, unsigned{date.day()}, 2);
  out.push_back('T');
  append_padded(out, time.hours().count(), 2);
  out.push_back(':');
  append_padded(out, time.minutes().count(), 2);
  out.push_back(':');
  append_padded(out, time.seconds().count(), 2);
  out.push_back('.');
  append_padded(out, time.subseconds().count(), 6);
  out.push_back('Z');
  return out;
}

} // namespace gatehouse
