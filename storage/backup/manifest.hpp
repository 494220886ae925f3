#pragma once

#include "events/core/outcome.hpp"
#include "events/core/time.hpp"
#include "storage/backup/log_copy.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// The name of the manifest in the folder of a backup.
inline constexpr std::string_view manifest_name = "backup.json";

/// What a backup says of itself: docs/formats/backup.md.
struct backup_manifest {
  log_point held;      ///< a backup that was never finished holds nothing
  unix_us last_at;     ///< when the last record was made
  unix_us made_at;     ///< when the backup was finished
  std::string version; ///< of the program that made it

  friend bool operator==(const backup_manifest&, const backup_manifest&) = default;
};

std::string manifest_to_json(const backup_manifest& one);

/// Errors: `invalid_argument` (no manifest), `journal_newer` (its format).
outcome<backup_manifest> manifest_from_json(std::string_view text);

/// Puts the manifest of `folder` in the place of the one before, durably. Errors: `io_failed`.
outcome<nothing> write_manifest(const std::string& folder, const backup_manifest& one);

/// Reads the manifest of `folder`. Errors: `not_found` (no such file), `io_failed`, `too_large`,
/// and those of manifest_from_json().
outcome<backup_manifest> read_manifest(const std::string& folder);

} // namespace gatehouse
