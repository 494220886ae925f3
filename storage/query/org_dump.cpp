#include "storage/query/org_dump.hpp"

#include "storage/query/org_records.hpp"
#include "storage/record_json.hpp"

namespace gatehouse {

namespace {

constexpr std::size_t portion_records = 1'024; ///< passed over, then it is asked whether to go on

} // namespace

outcome<dump_part> dump_records(const query_scope& scope, journal_position after,
                                const dump_bounds& bounds) {
  dump_part part{{}, after, true};
  if (after >= scope.head)
    return part;
  org_records own{scope};
  std::size_t told = 0;
  auto tell = [&](const record& one) -> outcome<nothing> {
    auto shown = own.shows(one);
    auto line = shown && *shown ? record_to_json(one) : outcome<std::string>{std::string{}};
    if (!shown || !line)
      return shown ? line.error() : shown.error();
    if (*shown)
      part.lines.append(*line).append("\n");
    told += *shown ? 1 : 0;
    return nothing{};
  };
  outcome<nothing> good = nothing{};
  std::size_t passed = 0;
  auto read = scope.records({after.value + 1}, [&](const record& one) {
    if (one.position > scope.head)
      return false;
    good = passed % portion_records == 0 ? scope.go_on() : good;
    good = good ? tell(one) : good;
    part.seen = one.position;
    ++passed;
    return good && told < bounds.records && part.lines.size() < bounds.bytes &&
           passed < bounds.passed;
  });
  if (!read || !good)
    return read ? good.error() : read.error();
  part.is_last = part.seen >= scope.head;
  return part;
}

} // namespace gatehouse
