#include "storage/query/summarize_audit.hpp"

#include "storage/codec.hpp"
#include "storage/projections/audit_projection.hpp"
#include "storage/query/position_rows.hpp"
#include "storage/query/query_guard.hpp"

namespace gatehouse {

outcome<audit_summary> summarize_audit(const view_store& views, const audit_filter& filter,
                                       journal_position head, std::function<bool()> given_up,
                                       const query_bounds& bounds) {
  if (auto known = check_audit_filter(filter); !known)
    return known.error();
  query_guard guard{bounds, std::move(given_up)};
  position_rows rows{views, "audit", audit_keys::entries(filter.org), head};
  if (filter.from)
    if (auto found = rows.seek_past([&](std::string_view value) -> outcome<bool> {
          auto entry = decode_fields<audit_entry>(value);
          return entry ? outcome<bool>{entry->at < *filter.from} : entry.error();
        });
        !found)
      return found.error();
  audit_summary summary;
  std::pair<journal_position, std::string> row;
  for (;;) {
    auto taken = guard.go_on() ? rows.take(row) : *guard.reason();
    if (!taken)
      return taken.error();
    if (!*taken)
      return summary;
    auto entry = decode_fields<audit_entry>(row.second);
    if (!entry)
      return entry.error();
    if (filter.until && entry->at >= *filter.until)
      return summary;
    if (matches(filter, *entry))
      summary.add(*entry);
  }
}

} // namespace gatehouse
