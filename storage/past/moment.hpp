#pragma once

#include "events/core/record.hpp"
#include "storage/log_reader.hpp"

#include <functional>
#include <limits>
#include <optional>
#include <string_view>

namespace gatehouse {

/// A moment of the record: after the record at `last`, and after all that came until `until`.
struct moment {
  journal_position last{std::numeric_limits<std::uint64_t>::max()};
  unix_us until{std::numeric_limits<std::int64_t>::max()};

  bool covers(const record& one) const noexcept { return one.position <= last && one.at <= until; }
};

/// Returns the moment that a journal position or an RFC 3339 time names; the end of the record for
/// the empty text; nothing if `text` is neither.
std::optional<moment> read_moment(std::string_view text);

/// Visits the records of `log` up to `at` in order until `visit` fails; the record's times never
/// decrease, so the first one beyond ends it. Archived records are passed over.
/// Errors: those of read_kept_records and of `visit`.
outcome<nothing> read_until(const log_store& log, const moment& at,
                            const std::function<outcome<nothing>(const record&)>& visit);

} // namespace gatehouse
