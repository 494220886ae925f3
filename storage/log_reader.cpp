#include "storage/log_reader.hpp"

#include "storage/record_format.hpp"

namespace gatehouse {

namespace {

std::string place(const stored_record& stored) {
  return "the record at position " + std::to_string(stored.position.value);
}

} // namespace

outcome<nothing> read_records(const log_store& log, journal_position from,
                              const std::function<bool(const record&)>& visit) {
  outcome<nothing> decoded = nothing{};
  record one;
  auto read = log.read(from, [&](const stored_record& stored) {
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

} // namespace gatehouse
