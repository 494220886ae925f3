#pragma once

#include "benchmarks/report/bench_rows.hpp"

#include <string>

namespace gatehouse {

/// Draws a plot as an SVG of its own: x on a logarithmic scale, y too where its values span more
/// than two decades, otherwise from zero. Points that such a scale cannot show (zero, below) are
/// left out. Colours are told apart by lightness as well.
std::string svg_of(const bench_plot& plot);

/// Returns the plot's name as part of a file's: lower case, '-' for all else.
std::string file_name_of(const std::string& plot);

} // namespace gatehouse
