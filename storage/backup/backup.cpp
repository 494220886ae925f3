#include "storage/backup/backup.hpp"

#include "storage/backup/checkpoint_copy.hpp"
#include "storage/backup/new_data_folder.hpp"
#include "storage/backup/new_folder.hpp"
#include "storage/log_reader.hpp"

#include <filesystem>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

failure explained(const failure& why, const std::string& where) {
  return {why.code, where + ": " + why.detail};
}

/// A log inside `folder`, which may be anything.
outcome<std::unique_ptr<log_store>> open_log_in(const std::string& folder, std::string_view what) {
  std::error_code ignored;
  if (!fs::is_directory(folder + "/log", ignored))
    return failure{errc::invalid_argument,
                   "'" + folder + "' is not a " + std::string{what} + ": it has no log."};
  return open_rocksdb_log(folder + "/log", log_access::read_only);
}

/// Sees to it that `folder` is a backup, be it one that holds nothing yet. The manifest is there
/// before the log is, so that no other folder is taken for a backup.
outcome<nothing> claim(const std::string& folder, const backup_stamp& stamp) {
  auto before = read_manifest(folder);
  if (before)
    return nothing{};
  if (before.error().code != errc::not_found)
    return before.error();
  if (!is_vacant(folder))
    return failure{errc::conflict,
                   "'" + folder + "' holds something else than a backup; nothing was changed"};
  // What is on record is for nobody else: the folder is as closed as the data folder is.
  std::error_code refused;
  if (fs::create_directories(folder, refused))
    fs::permissions(folder, fs::perms::owner_all, refused);
  if (refused)
    return failure{errc::io_failed, "create " + folder + ": " + refused.message()};
  return write_manifest(folder, {{{}, merkle_frontier{}.root()}, {}, stamp.now(), stamp.version});
}

outcome<unix_us> time_of(const log_store& log, journal_position position) {
  unix_us at;
  auto read = position.value == 0 ? outcome<nothing>{nothing{}}
                                  : read_records(log, position, [&](const record& one) {
                                      at = one.at;
                                      return false;
                                    });
  if (!read)
    return read.error();
  return at;
}

} // namespace

outcome<backup_manifest> back_up(const std::string& data, const std::string& backup,
                                 const backup_stamp& stamp, const copy_progress& progress) {
  if (overlap(data, backup))
    return failure{errc::invalid_argument,
                   "A backup inside the data folder, or around it, is none: name another folder."};
  auto from = open_log_in(data, "data folder");
  auto end = from ? point_of(**from) : from.error();
  auto claimed = end ? claim(backup, stamp) : end.error();
  if (!claimed)
    return claimed.error();
  auto to = open_rocksdb_log(backup + "/log", log_access::create_or_write);
  if (!to)
    return to.error();
  auto copied = copy_records(**from, **to, *end, [&](std::uint64_t done, std::uint64_t all) {
    progress("backed up", done, all);
  });
  if (!copied)
    return explained(copied.error(), "backing up to " + backup);
  auto signed_for = copy_checkpoints(data + "/checkpoints", backup + "/checkpoints", end->last);
  auto last_at = signed_for ? time_of(**to, end->last) : signed_for.error();
  if (!last_at)
    return last_at.error();
  const backup_manifest made{*end, *last_at, stamp.now(), stamp.version};
  if (auto written = write_manifest(backup, made); !written)
    return written.error();
  return made;
}

outcome<backup_manifest> restore_backup(const std::string& backup, const std::string& data,
                                        const copy_progress& progress) {
  auto manifest = read_manifest(backup);
  if (!manifest)
    return manifest.error().code == errc::not_found
               ? failure{errc::invalid_argument, "'" + backup + "' is not a backup: it has no " +
                                                     std::string{manifest_name} + "."}
               : manifest.error();
  if (manifest->held.last.value == 0)
    return failure{errc::invalid_argument,
                   "The backup in '" + backup + "' was never finished; there is nothing in it."};
  auto from = open_log_in(backup, "backup");
  if (!from)
    return from.error();
  auto made = make_data_folder(
      data,
      [&](log_store& log, const std::string& folder) {
        auto copied =
            copy_records(**from, log, manifest->held, [&](std::uint64_t done, std::uint64_t all) {
              progress("restored", done, all);
            });
        return copied ? copy_checkpoints(backup + "/checkpoints", folder + "/checkpoints",
                                         manifest->held.last)
                      : copied;
      },
      progress);
  if (!made)
    return made.error();
  return manifest;
}

} // namespace gatehouse
