#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns a field of CSV (RFC 4180), quoted where it must be. One that a spreadsheet would take
/// for a formula gets a leading `'`.
std::string csv_field(std::string_view text);

} // namespace gatehouse
