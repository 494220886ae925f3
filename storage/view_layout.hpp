#pragma once

#include "events/core/outcome.hpp"
#include "events/core/record.hpp"
#include "storage/view_table.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// The keys and values of the `views` database, by family; a name is followed by one zero byte,
/// which no name holds:
///
///   meta      "copied", "folded" -> be64 position; "folds" -> what drop_rows() was told
///   entity    stream 00 be64 version -> record bytes
///   streams   stream -> be64 version, be64 position of its newest record
///   snapshot  stream -> be64 version, be64 format, state
///   rows      projection 00 key -> value
namespace gatehouse {

inline constexpr std::string_view copied_key = "copied";
inline constexpr std::string_view folded_key = "folded";
inline constexpr std::string_view folds_key = "folds";
inline constexpr std::size_t view_number_bytes = 8;

/// Returns what every key of `name` begins with.
std::string view_prefix(std::string_view name);

std::string entity_key(const stream_id& stream, stream_version version);

/// Returns the failure that says what of the views is damaged, and what to do.
failure views_damaged(const std::string& what);

/// Returns the number at `index` of a value made of numbers. Errors: `journal_damaged`.
outcome<std::uint64_t> view_number(std::string_view value, std::size_t index);

/// Returns the position that family `meta` holds at `key`, 0 if none. Errors: `journal_damaged`,
/// `io_failed`.
outcome<journal_position> view_position(const view_table& table, std::string_view key);

} // namespace gatehouse
