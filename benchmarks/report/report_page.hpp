#pragma once

#include "benchmarks/report/bench_rows.hpp"

#include <string>

namespace gatehouse {

/// Returns what a run has told as a page of Markdown. `plots` is what the names of its plots' files
/// start with, beside the page.
std::string report_page(const bench_rows& rows, const std::string& plots);

/// Returns the bars and tables as plain text for a terminal.
std::string report_text(const bench_rows& rows);

} // namespace gatehouse
