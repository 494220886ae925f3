#include "storage/log_store.hpp"

#include "storage/archived_past.hpp"
#include "storage/crypto/digest.hpp"

#include <algorithm>

namespace gatehouse {

outcome<nothing> log_store::read(journal_position from,
                                 const std::function<bool(const stored_record&)>& visit) const {
  const auto past = read_archived_past(*this);
  if (!past)
    return past.error();
  const auto end = last().value;
  auto next = std::max<std::uint64_t>(from.value, 1);
  outcome<nothing> good = nothing{};
  bool wanted = true;
  stored_record one;
  auto scanned = scan({next}, [&](const found_entry& found) {
    const auto place = std::to_string(next);
    if (found.position.value != next)
      good = failure{errc::journal_damaged, "position " + place + " is missing"};
    else if (!past->covers(found) && found.leaf != merkle_leaf(found.bytes))
      good = failure{errc::journal_damaged,
                     "the record at position " + place + " is not what was written"};
    if (!good)
      return false;
    one.position = found.position;
    one.leaf = found.leaf;
    one.bytes = found.bytes;
    ++next;
    wanted = visit(one);
    return wanted;
  });
  if (!scanned || !good)
    return scanned ? good : scanned;
  if (wanted && next <= end)
    return failure{errc::journal_damaged, "position " + std::to_string(next) + " is missing"};
  return nothing{};
}

} // namespace gatehouse
