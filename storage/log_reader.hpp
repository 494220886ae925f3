#pragma once

#include "storage/log_store.hpp"

#include <functional>

namespace gatehouse {

/// Visits the decoded records of `log` from `from` on in order until `visit` returns false.
/// Errors: those of log_store::read and decode_record; `journal_damaged` too for a record that
/// claims another position than its own; `gone` at one that is archived.
outcome<nothing> read_records(const log_store& log, journal_position from,
                              const std::function<bool(const record&)>& visit);

/// The same, passing over archived records: of the streams that are left it visits all.
outcome<nothing> read_kept_records(const log_store& log, journal_position from,
                                   const std::function<bool(const record&)>& visit);

} // namespace gatehouse
