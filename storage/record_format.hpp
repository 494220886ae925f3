#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the bytes of `one` as the journal holds them: grammar in docs/formats/journal.md. The
/// RFC 6962 leaf hash of a record is SHA-256(0x00 || these bytes).
std::string encode_record(const record& one);

/// Errors: `journal_damaged` (what is wrong, at which byte), `journal_newer` (format version).
outcome<record> decode_record(std::string_view bytes);

/// The same into a record there is already, whose memory is used again: for reading many.
outcome<nothing> decode_record_into(std::string_view bytes, record& one);

} // namespace gatehouse
