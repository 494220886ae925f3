#pragma once

#include "events/audit/audit_entry.hpp"

#include <string>

namespace gatehouse {

/// Returns the header line of the audit as CSV (RFC 4180).
std::string audit_csv_header();
/// Returns an entry's line, its fields as csv_field() has them: the names of tools are the caller's
/// to choose.
std::string audit_csv_line(const audit_entry& entry);

} // namespace gatehouse
