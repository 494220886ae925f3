#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns `1 record` or `2 records`: a number of things whose plural ends in s.
inline std::string counted(std::uint64_t count, std::string_view thing) {
  return std::to_string(count).append(" ").append(thing).append(count == 1 ? "" : "s");
}

} // namespace gatehouse
