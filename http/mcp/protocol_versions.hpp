#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace gatehouse {

/// The two ways of speaking MCP: with `initialize` and a session (up to 2025-11-25), or with all
/// that matters in each request (since 2026-07-28).
enum class mcp_era : std::uint8_t { sessions, stateless };

/// The protocol revisions with sessions that we speak, newest first.
inline constexpr std::array<std::string_view, 4> protocol_versions{"2025-11-25", "2025-06-18",
                                                                   "2025-03-26", "2024-11-05"};

/// The stateless ones.
inline constexpr std::array<std::string_view, 1> stateless_versions{"2026-07-28"};

inline bool is_known_protocol(std::string_view version) {
  return std::find(protocol_versions.begin(), protocol_versions.end(), version) !=
         protocol_versions.end();
}

/// Returns whether this is a stateless revision that we speak.
inline bool is_known_stateless(std::string_view version) {
  return std::find(stateless_versions.begin(), stateless_versions.end(), version) !=
         stateless_versions.end();
}

/// Returns whether `version` has the form of a revision and is none of those with sessions, known
/// or not: revisions are dates, and compare as text.
inline bool names_stateless(std::string_view version) {
  constexpr std::string_view form = "0000-00-00";
  const auto fits = [](char c, char wanted) {
    return wanted == '-' ? c == '-' : c >= '0' && c <= '9';
  };
  return std::equal(version.begin(), version.end(), form.begin(), form.end(), fits) &&
         version >= stateless_versions.back();
}

/// Returns what a client speaks whose MCP-Protocol-Version header is this (2025-06-18, "Protocol
/// Version Header"); what its session agreed on is not looked up for every request.
inline std::string_view assumed_protocol(std::string_view header) {
  return header.empty() ? "2025-03-26" : header;
}

/// Event ids came with streamable HTTP.
inline bool has_event_ids(std::string_view version) {
  return version >= "2025-03-26";
}

/// Older clients take an event without data for a broken message.
inline bool has_priming_events(std::string_view version) {
  return version >= "2025-11-25";
}

/// JSON-RPC batches came with the base protocol and left it in 2025-06-18.
inline bool has_batches(std::string_view version) {
  return version == "2025-03-26" || version == "2024-11-05";
}

} // namespace gatehouse
