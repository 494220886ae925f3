#include "storage/past/moment.hpp"

#include "storage/json/rfc3339.hpp"

#include <charconv>

namespace gatehouse {

std::optional<moment> read_moment(std::string_view text) {
  moment at;
  if (text.empty())
    return at;
  const auto* end = text.data() + text.size();
  if (auto [stop, error] = std::from_chars(text.data(), end, at.last.value);
      error == std::errc{} && stop == end)
    return at;
  auto time = from_rfc3339(text);
  return time ? std::optional{moment{moment{}.last, *time}} : std::nullopt;
}

outcome<nothing> read_until(const log_store& log, const moment& at,
                            const std::function<outcome<nothing>(const record&)>& visit) {
  outcome<nothing> good = nothing{};
  auto read = read_kept_records(log, {1}, [&](const record& one) {
    if (!at.covers(one))
      return false;
    good = visit(one);
    if (!good)
      good = failure{good.error().code,
                     "position " + std::to_string(one.position.value) + ": " + good.error().detail};
    return static_cast<bool>(good);
  });
  return read ? good : read;
}

} // namespace gatehouse
