#pragma once

#include "events/core/outcome.hpp"
#include "storage/backup/log_copy.hpp"
#include "storage/backup/new_data_folder.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Writes all records of `log` as lines from which load_dump() makes the same log again: a head,
/// then for each record what record_to_json() says and, in base64, its bytes; docs/formats/dump.md.
/// `write` gets each line without its end and returns false to stop.
///
/// What is committed after the call began is not in it.
/// Errors: `gone` (a record is archived), `journal_damaged`, `unknown_event`, `io_failed`.
outcome<nothing> dump_whole(const log_store& log, std::string_view version,
                            const std::function<bool(std::string_view)>& write);

/// Returns the next line without its end, nothing after the last one.
using line_source = std::function<outcome<std::optional<std::string>>()>;

/// Makes the data folder `data` from the lines that dump_whole() wrote: the same records byte for
/// byte, and views folded from them. Only the bytes count, the text beside them is for people.
///
/// Errors, with the number of the line: `malformed_json`, `invalid_argument` (no line of a whole
/// dump), `journal_newer`, `journal_damaged` (changed, missing or surplus records); else those of
/// make_data_folder() and of `next`. Then there is no folder.
outcome<log_point> load_dump(const line_source& next, const std::string& data,
                             const copy_progress& progress);

} // namespace gatehouse
