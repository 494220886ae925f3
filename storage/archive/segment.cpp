#include "storage/archive/segment.hpp"

#include "events/core/limits.hpp"
#include "storage/archive/segment_check.hpp"
#include "storage/archived_past.hpp"
#include "storage/backup/new_folder.hpp"
#include "storage/crypto/item_store.hpp"
#include "storage/proof/proof_parts.hpp"

#include <filesystem>

namespace gatehouse {

namespace {

constexpr std::string_view checkpoint_name = "checkpoint";
constexpr std::uint64_t records_per_progress = 65'536;

outcome<std::string> text_of(const item_store& items, const std::string& folder,
                             std::string_view name, std::size_t bytes_max) {
  const auto place = folder + '/' + std::string{name};
  std::error_code absent;
  const auto size = std::filesystem::file_size(place, absent);
  if (absent)
    return failure{errc::not_found, "there is no " + place};
  if (size > bytes_max)
    return failure{errc::too_large, place + " is larger than it may be"};
  auto text = items.get(name);
  if (!text)
    return text.error();
  return text->value_or(std::string{});
}

outcome<nothing> write_records(const log_store& from, const segment_manifest& made, log_store& to,
                               const copy_progress& progress) {
  const auto past = read_archived_past(from);
  if (!past)
    return past.error();
  if (auto begun = to.write({{}, meta_of({})}); !begun)
    return begun;
  auto target = record_appender::behind(to, made.before);
  outcome<nothing> good = nothing{};
  auto read = from.read(made.first(), [&](const stored_record& one) {
    good = one.bytes.empty() ? past->refusal(one.position) : target.add(one);
    if (one.position.value % records_per_progress == 0)
      progress("written", one.position.value - made.before.size(), made.records());
    return good && one.position < made.end.last;
  });
  if (!read || !good)
    return read ? good : read;
  progress("written", made.records(), made.records());
  if (target.last() != made.end.last || target.root() != made.end.root)
    return failure{errc::journal_damaged, "the records up to position " +
                                              std::to_string(made.end.last.value) +
                                              " do not give the root that is known of them"};
  return target.finish();
}

/// Reads back what was written.
outcome<nothing> check_whole(const std::string& folder, const copy_progress& progress) {
  auto there = segment::open(folder);
  auto report = there ? verify_segment(*there, {}, progress) : there.error();
  if (!report)
    return report.error();
  if (report->damages == 0)
    return nothing{};
  return failure{errc::journal_damaged,
                 "the segment does not verify: " + report->first_damages.front().detail};
}

} // namespace

bool is_segment(const std::string& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder + '/' + std::string{segment_manifest_name}, ignored);
}

outcome<segment> segment::open(const std::string& folder) {
  if (!is_segment(folder))
    return failure{errc::invalid_argument, "'" + folder + "' is not a segment: it has no " +
                                               std::string{segment_manifest_name} + "."};
  auto items = open_item_folder(folder, false, item_secrecy::shown);
  if (!items)
    return items.error();
  auto said = text_of(**items, folder, segment_manifest_name, limits::manifest_bytes_max);
  auto manifest = said ? segment_manifest_from_json(*said) : said.error();
  if (!manifest)
    return failure{manifest.error().code,
                   folder + ": the manifest: " + std::string{manifest.error().detail}};
  auto note = text_of(**items, folder, checkpoint_name, limits::checkpoint_bytes_max);
  auto under = note ? checkpoint::parse(*note) : note.error();
  if (!under)
    return failure{under.error().code, folder + ": the checkpoint: " + under.error().detail};
  auto log = open_rocksdb_log(folder + "/log", log_access::read_only);
  if (!log)
    return log.error();
  return segment{folder, *std::move(manifest), *std::move(under), *std::move(log)};
}

outcome<nothing> write_segment(const log_store& log, segment_manifest made, const checkpoint& under,
                               const std::string& folder, const copy_progress& progress) {
  auto way = consistency_path(made.end.last.value, under.head.size, leaves_of(log));
  if (!way)
    return way.error();
  made.way = *std::move(way);
  auto place = new_folder::begin(folder);
  if (!place)
    return place.error();
  {
    auto target = open_rocksdb_log(place->draft() + "/log", log_access::create_or_write);
    auto written = target ? write_records(log, made, **target, progress) : target.error();
    if (!written)
      return written;
  }
  auto items = open_item_folder(place->draft(), true, item_secrecy::shown);
  if (!items)
    return items.error();
  if (auto put = (*items)->put(checkpoint_name, under.note.to_string()); !put)
    return put;
  if (auto put = (*items)->put(segment_manifest_name, segment_manifest_to_json(made)); !put)
    return put;
  auto checked = check_whole(place->draft(), progress);
  return checked ? place->finish() : checked;
}

outcome<verify_report> verify_segment(const segment& one, const std::vector<verifier_key>& keys,
                                      const copy_progress& progress) {
  segment_check check{one.manifest};
  auto scanned = one.log->scan({1}, [&](const found_entry& found) {
    check.take(found);
    if (found.position.value % records_per_progress == 0)
      progress("verified", found.position.value - one.manifest.before.size(),
               one.manifest.records());
    return true;
  });
  if (!scanned && scanned.error().code != errc::journal_damaged)
    return scanned.error();
  if (!scanned)
    check.note_unreadable(scanned.error().detail);
  else
    check.end();
  check.judge(one.under, keys);
  progress("verified", one.manifest.records(), one.manifest.records());
  return std::move(check).result();
}

} // namespace gatehouse
