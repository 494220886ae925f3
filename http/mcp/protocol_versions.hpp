#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse {

/// The protocol revisions with sessions that we speak, newest first.
inline constexpr std::array<std::string_view, 4> protocol_versions{"2025-11-25", "2025-06-18",
                                                                   "2025-03-26", "2024-11-05"};

inline bool is_known_protocol(std::string_view version) {
  return std::find(protocol_versions.begin(), protocol_versions.end(), version) !=
         protocol_versions.end();
}

/// JSON-RPC batches came with the base protocol and left it in 2025-06-18.
inline bool has_batches(std::string_view version) {
  return version == "2025-03-26" || version == "2024-11-05";
}

} // namespace gatehouse
