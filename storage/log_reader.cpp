#include "storage/log_reader.hpp"

#include "storage/archived_past.hpp"
#include "storage/record_format.hpp"

namespace gatehouse {

namespace {

std::string place(const stored_record& stored) {
  return "the record at position " + std::to_string(stored.position.value);
}

/// Called with the position of an archived record; says whether to pass over it.
using archived_rule = std::function<outcome<nothing>(journal_position)>;

outcome<nothing> read_by_rule(const log_store& log, journal_position from,
                              const std::function<bool(const record&)>& visit,
                              const archived_rule& archived) {
  outcome<nothing> decoded = nothing{};
  record one;
  auto read = log.read(from, [&](const stored_record& stored) {
    if (stored.bytes.empty()) {
      decoded = archived(stored.position);
      return static_cast<bool>(decoded);
    }
    if (auto good = decode_record_into(stored.bytes, one); !good) {
      decoded = failure{good.error().code, place(stored) + ": " + good.error().detail};
      return false;
    }
    if (one.position != stored.position) {
      decoded = failure{errc::journal_damaged,
                        place(stored) + " says it is at " + std::to_string(one.position.value)};
      return false;
    }
    return visit(one);
  });
  return read ? decoded : read;
}

} // namespace

outcome<nothing> read_records(const log_store& log, journal_position from,
                              const std::function<bool(const record&)>& visit) {
  return read_by_rule(log, from, visit, [&](journal_position at) -> outcome<nothing> {
    const auto past = read_archived_past(log);
    return past ? past->refusal(at) : past.error();
  });
}

outcome<nothing> read_kept_records(const log_store& log, journal_position from,
                                   const std::function<bool(const record&)>& visit) {
  return read_by_rule(log, from, visit,
                      [](journal_position) -> outcome<nothing> { return nothing{}; });
}

} // namespace gatehouse
