#pragma once

#include "storage/traffic/recorded_traffic.hpp"

#include <iosfwd>
#include <string_view>

namespace gatehouse {

/// The member of `_meta` by which a stub's tools are told from real ones.
inline constexpr std::string_view stub_mark = "gatehouse/stub";

/// Is an MCP server (2026-07-28, stdio) with `tools` until `in` ends: it takes any arguments, does
/// nothing, and answers as late and at such length as each tool did in the record, one recorded
/// answer after the other and then from the first again. A tool that never answered does so at
/// once.
void run_stub_server(const recorded_tools& tools, std::istream& in, std::ostream& out);

} // namespace gatehouse
