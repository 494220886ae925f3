#include "storage/archive/archive.hpp"

#include "storage/archive/cut_log.hpp"
#include "storage/archive/segment.hpp"
#include "storage/backup/new_folder.hpp"
#include "storage/log_frontier.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "storage/record_format.hpp"

#include <algorithm>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

/// What is known of a folder before anything is written.
struct archive_start {
  log_point end;
  archived_past past;
  checkpoint under;
};

outcome<nothing> check_folders(const archive_request& what) {
  struct stat log {};

  if (::stat((what.data + "/log").c_str(), &log) != 0 || !S_ISDIR(log.st_mode))
    return failure{errc::invalid_argument,
                   "'" + what.data + "' is not a data folder: it has no log."};
  if (log.st_uid != ::geteuid())
    return failure{errc::invalid_argument,
                   "'" + what.data +
                       "' belongs to another user; archive it as that one, for the "
                       "new files will be yours."};
  if (overlap(what.data, what.segment))
    return failure{errc::invalid_argument,
                   "A segment inside the data folder, or around it, is none: name another folder."};
  return nothing{};
}

outcome<archive_start> look_at(const log_store& log, const std::string& data) {
  auto end = point_of(log);
  auto past = end ? read_archived_past(log) : end.error();
  auto store = past ? checkpoint_store::open(data + "/checkpoints", false) : past.error();
  auto newest = store ? store->newest() : store.error();
  if (!newest)
    return newest.error();
  if (!*newest)
    return failure{errc::checkpoint_invalid,
                   "There is no checkpoint, so nothing would sign for the segment: the gateway "
                   "writes one within a minute."};
  return archive_start{*end, *std::move(past), **std::move(newest)};
}

/// The records that are not archived yet, up to where somebody wants it.
struct stretch {
  merkle_frontier before; ///< the tree over all that is archived
  merkle_frontier until;  ///< the tree over those and the stretch
  unix_us last_at;
};

/// Never takes the last record, and none that the checkpoint does not cover.
outcome<stretch> find_stretch(const log_store& log, const archive_start& start,
                              const moment& before) {
  const auto archived = start.past.last().value;
  const auto most = std::min(start.end.last.value - 1, start.under.head.size);
  stretch found;
  record decoded;
  outcome<nothing> good = nothing{};
  auto read = log.read({1}, [&](const stored_record& one) {
    if (one.position.value > most)
      return false;
    if (one.position.value > archived) {
      good = decode_record_into(one.bytes, decoded);
      if (!good || !before.covers(decoded))
        return false;
      found.last_at = decoded.at;
    } else {
      found.before.append(one.leaf);
    }
    found.until.append(one.leaf);
    return true;
  });
  if (!read || !good)
    return read ? good.error() : read.error();
  return found;
}

failure foreign(const std::string& folder) {
  return {errc::conflict, "'" + folder +
                              "' is there, and is not the segment that would come now; nothing was "
                              "changed"};
}

/// Finds what the segment shall hold: what is asked for, or what an attempt that was interrupted
/// has written.
outcome<stretch> plan(const log_store& log, const archive_start& start,
                      const archive_request& what) {
  if (!is_segment(what.segment))
    return is_vacant(what.segment) ? find_stretch(log, start, what.before) : foreign(what.segment);
  auto there = segment::open(what.segment);
  if (!there)
    return there.error();
  const auto& said = there->manifest;
  auto found = find_stretch(log, start, moment{said.end.last, moment{}.until});
  if (!found)
    return found;
  const bool same = said.origin == start.under.head.origin && said.before == found->before &&
                    said.end == log_point{{found->until.size()}, found->until.root()};
  return same ? found : foreign(what.segment);
}

/// Sees to it that the segment is there, and that what is on the disk is right.
outcome<nothing> provide_segment(const log_store& log, const archive_start& start,
                                 const stretch& of, const archive_request& what,
                                 const backup_stamp& stamp, const copy_progress& progress) {
  if (!is_segment(what.segment)) {
    segment_manifest made;
    made.origin = start.under.head.origin;
    made.before = of.before;
    made.end = {{of.until.size()}, of.until.root()};
    made.last_at = of.last_at;
    made.made_at = stamp.now();
    made.version = stamp.version;
    return write_segment(log, std::move(made), start.under, what.segment, progress);
  }
  auto there = segment::open(what.segment);
  auto report = there ? verify_segment(*there, {}, progress) : there.error();
  if (!report)
    return report.error();
  return report->damages == 0
             ? outcome<nothing>{nothing{}}
             : failure{errc::journal_damaged,
                       "the segment does not verify: " + report->first_damages.front().detail};
}

archived_part part_of(const stretch& of, const std::string& folder, unix_us made_at) {
  const auto named = fs::path{folder}.lexically_normal();
  return {of.before.size() + 1, of.until.size(), of.last_at, made_at,
          (named.has_filename() ? named : named.parent_path()).filename().string()};
}

} // namespace

outcome<archive_report> archive_records(const archive_request& what, const backup_stamp& stamp,
                                        const copy_progress& progress) {
  if (auto fit = check_folders(what); !fit)
    return fit.error();
  auto log = open_rocksdb_log(what.data + "/log", log_access::create_or_write);
  auto cleared = log ? clear_workshop(what.data) : log.error();
  auto start = cleared ? look_at(**log, what.data) : cleared.error();
  auto of = start ? plan(**log, *start, what) : start.error();
  if (!of)
    return of.error();
  archive_report report;
  report.part = part_of(*of, what.segment, stamp.now());
  if (report.part.last < report.part.first)
    return report;
  if (auto there = provide_segment(**log, *start, *of, what, stamp, progress); !there)
    return there.error();
  log_cut how{start->end, {report.part.last}, start->past};
  how.past.parts.push_back(report.part);
  auto cut = make_cut_log(**log, what.data, how, progress);
  if (!cut)
    return cut.error();
  log->reset(); // a database that is open must not be moved
  if (auto placed = put_in_place(what.data, start->end, progress); !placed)
    return placed.error();
  report.moved = cut->moved;
  report.kept = start->end.last.value - cut->archived;
  return report;
}

} // namespace gatehouse
