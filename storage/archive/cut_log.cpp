#include "storage/archive/cut_log.hpp"

#include "storage/archive/finished_sessions.hpp"
#include "storage/archive/folder_lock.hpp"
#include "storage/backup/new_folder.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "storage/proof/verify_log.hpp"
#include "storage/record_format.hpp"
#include "storage/system_failure.hpp"

#include <cstdio>
#include <fcntl.h>
#include <filesystem>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t records_per_progress = 65'536;

/// Copies `log` to the new log `to`, leaving out the bytes of what is finished.
outcome<cut_result> copy_without(const log_store& log, log_store& to, const log_cut& how,
                                 const finished_sessions& finished, const copy_progress& progress) {
  auto past = how.past;
  past.records += finished.records;
  if (auto begun = to.write({{}, meta_of(past)}); !begun)
    return begun.error();
  auto target = record_appender::behind(to, {});
  cut_result result;
  outcome<nothing> good = nothing{};
  record decoded;
  auto read = log.read({1}, [&](const stored_record& one) {
    auto copy = one;
    if (one.position <= how.cut && !one.bytes.empty()) {
      good = decode_record_into(one.bytes, decoded);
      if (good && finished.hold(decoded)) {
        copy.bytes.clear();
        ++result.moved;
      }
    }
    result.archived += copy.bytes.empty() ? 1 : 0;
    good = good ? target.add(copy) : good;
    if (one.position.value % records_per_progress == 0)
      progress("cut", one.position.value, how.end.last.value);
    return good && one.position < how.end.last;
  });
  progress("cut", how.end.last.value, how.end.last.value);
  good = read && good ? target.finish() : good;
  if (!read || !good)
    return read ? good.error() : read.error();
  if (target.last() != how.end.last || target.root() != how.end.root ||
      result.moved != finished.records || result.archived != past.records)
    return failure{errc::journal_damaged, "the log without its archived records is not the same"};
  return result;
}

/// Reads back what was written.
outcome<nothing> check_copy(const std::string& folder, const log_cut& how) {
  auto log = open_rocksdb_log(folder, log_access::read_only);
  if (!log)
    return log.error();
  auto report = verify_log(**log, {{{how.end.last.value, how.end.root, "the log before"}}, {}},
                           [](std::uint64_t, std::uint64_t) {});
  if (!report)
    return report.error();
  if (report->damages == 0 && report->records == how.end.last.value)
    return nothing{};
  return failure{errc::journal_damaged,
                 report->damages == 0 ? "the new log is too short"
                                      : "the new log: " + report->first_damages.front().detail};
}

outcome<nothing> fold_views(const std::string& workshop, const copy_progress& progress) {
  auto log = open_rocksdb_log(workshop + "/log", log_access::create_or_write);
  if (!log)
    return log.error();
  auto views = view_store::open(workshop + "/views", log_access::create_or_write);
  if (!views)
    return views.error();
  return rebuild_views(
      **log, **views, all_projections(),
      [&](std::uint64_t done, std::uint64_t total) { progress("folded", done, total); });
}

outcome<nothing> move(const std::string& from, const std::string& to) {
  std::error_code ignored;
  if (!fs::exists(from, ignored) || std::rename(from.c_str(), to.c_str()) == 0)
    return nothing{};
  return system_failure("rename", from);
}

outcome<nothing> exchange(const std::string& one, const std::string& other) {
  if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0)
    return nothing{};
  return system_failure("exchange", one + " and " + other);
}

/// Makes the names in both folders survive the loss of power.
outcome<nothing> sync_both(const std::string& data) {
  auto synced = sync_names(workshop_of(data));
  return synced ? sync_names(data) : synced;
}

outcome<nothing> check_end(const std::string& folder, const log_point& end) {
  auto log = open_rocksdb_log(folder, log_access::read_only);
  auto now = log ? point_of(**log) : log.error();
  if (!now)
    return now.error();
  return *now == end ? outcome<nothing>{nothing{}}
                     : failure{errc::conflict, "the log has gone on meanwhile: do it again"};
}

} // namespace

std::string workshop_of(const std::string& data) {
  return data + "/archiving";
}

outcome<cut_result> make_cut_log(const log_store& log, const std::string& data, const log_cut& how,
                                 const copy_progress& progress) {
  auto finished = find_finished_sessions(log, how.cut);
  if (!finished)
    return finished.error();
  const auto workshop = workshop_of(data);
  std::error_code refused;
  if (fs::create_directory(workshop, refused))
    fs::permissions(workshop, fs::perms::owner_all, refused);
  if (refused)
    return failure{errc::io_failed, "create " + workshop + ": " + refused.message()};
  auto made = outcome<cut_result>{cut_result{}};
  {
    auto to = open_rocksdb_log(workshop + "/log", log_access::create_or_write);
    made = to ? copy_without(log, **to, how, *finished, progress) : to.error();
  }
  if (!made)
    return made;
  if (auto checked = check_copy(workshop + "/log", how); !checked)
    return checked.error();
  if (auto folded = fold_views(workshop, progress); !folded)
    return folded.error();
  return made;
}

outcome<nothing> put_in_place(const std::string& data, const log_point& end,
                              const copy_progress& progress) {
  const auto workshop = workshop_of(data);
  constexpr std::uint64_t steps = 4;
  std::uint64_t step = 0;
  const auto next = [&] { progress("put in place", step++, steps); };
  // Nobody may write either log until both folders are in their places.
  auto old_log = folder_lock::take(data + "/log");
  auto new_log = old_log ? folder_lock::take(workshop + "/log") : old_log.error();
  auto good = new_log ? check_end(data + "/log", end) : new_log.error();
  next();
  good = good ? move(data + "/views", workshop + "/views.before") : good;
  good = good ? sync_both(data) : good;
  next();
  good = good ? exchange(data + "/log", workshop + "/log") : good;
  if (!good)
    static_cast<void>(move(workshop + "/views.before", data + "/views"));
  good = good ? sync_both(data) : good;
  next();
  good = good ? move(workshop + "/views", data + "/views") : good;
  good = good ? sync_both(data) : good;
  next();
  return good ? clear_workshop(data) : good;
}

outcome<nothing> clear_workshop(const std::string& data) {
  std::error_code refused;
  fs::remove_all(workshop_of(data), refused);
  if (refused)
    return failure{errc::io_failed, "remove " + workshop_of(data) + ": " + refused.message()};
  return nothing{};
}

} // namespace gatehouse
