#include "app/output/progress.hpp"
#include "app/text_file.hpp"
#include "app/verbs/data_folder.hpp"
#include "events/names/counted.hpp"
#include "storage/archive/segment.hpp"
#include "storage/backup/manifest.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/projections/all.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "storage/proof/signature_check.hpp"
#include "storage/proof/verify_log.hpp"
#include "storage/proof/verify_views.hpp"
#include "storage/view_store.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

/// What a verification begins with: all that was known before the log is looked at.
struct evidence {
  verify_request wanted;
  std::vector<found_checkpoint> checkpoints;
  std::vector<verifier_key> keys;
  std::vector<damage> damages;
};

/// What it ends with.
struct findings {
  verify_report log;
  signature_report signatures;
  bool views = false;        ///< they were compared
  std::size_t unchecked = 0; ///< checkpoints of more than could be read of the log
  std::size_t checkpoints = 0;
  std::uint64_t speed = 0; ///< records a second
};

std::string under(const verb_call& call, std::string_view name) {
  return (fs::path{call.args.text("DIR")} / name).string();
}

void add_checkpoint(evidence& all, const std::string& source, const std::string& text) {
  auto read = checkpoint::parse(text);
  if (!read) {
    all.damages.push_back(
        {damage_kind::checkpoint_unreadable, {}, source + ": " + read.error().detail});
    return;
  }
  all.wanted.trees.push_back({read->head.size, read->head.root, source});
  all.checkpoints.push_back({source, *std::move(read)});
}

outcome<nothing> add_stored_checkpoints(const verb_call& call, evidence& all) {
  auto store = checkpoint_store::open(under(call, "checkpoints"), false);
  auto names = store ? store->names() : store.error();
  if (!names)
    return names.error();
  for (const auto& name : *names)
    if (auto text = store->text(name)) // a running gateway may have removed it since
      add_checkpoint(all, "checkpoints/" + name, *text);
  return nothing{};
}

outcome<nothing> add_given_files(const verb_call& call, evidence& all) {
  for (const auto& path : call.args.texts("--checkpoint")) {
    auto text = read_text_file(path, limits::checkpoint_bytes_max);
    if (!text)
      return text.error();
    add_checkpoint(all, path, *text);
  }
  if (!call.args.given("--public-key"))
    return nothing{};
  auto keys = read_verifier_keys(call.args.text("--public-key"));
  if (!keys)
    return keys.error();
  all.keys = *std::move(keys);
  return nothing{};
}

/// A backup is held to what its manifest says.
outcome<nothing> add_manifest(const verb_call& call, evidence& all) {
  auto said = read_manifest(call.args.text("DIR"));
  if (!said)
    return said.error().code == errc::not_found ? outcome<nothing>{nothing{}} : said.error();
  all.wanted.trees.push_back({said->held.last.value, said->held.root, "backup.json"});
  return nothing{};
}

/// What the views have seen must be in the log; views that are missing or unreadable say nothing.
void add_seen_by_views(const verb_call& call, evidence& all) {
  std::error_code ignored;
  if (!fs::is_directory(under(call, "views"), ignored))
    return;
  if (auto views = view_store::open(under(call, "views"), log_access::read_only))
    all.wanted.positions.push_back({(*views)->covered(), "the folder views"});
}

/// Checks the segments by themselves; what each says of the log before and behind it, the log is
/// held to.
outcome<nothing> add_segments(const verb_call& call, evidence& all) {
  for (const auto& path : call.args.texts("--archive")) {
    auto one = segment::open(path);
    if (!one)
      return one.error();
    auto report = verify_segment(*one, {}, [](std::string_view, std::uint64_t, std::uint64_t) {});
    if (!report)
      return report.error();
    for (auto& found : report->first_damages)
      all.damages.push_back({found.kind, found.position, path + ": " + found.detail});
    const auto& said = one->manifest;
    all.wanted.trees.push_back({said.before.size(), said.before.root(), path});
    all.wanted.trees.push_back({said.end.last.value, said.end.root, path});
  }
  return nothing{};
}

/// A log that the storage refuses to open is damage like any other.
outcome<verify_report> check_log(const verb_call& call, const verify_request& wanted) {
  progress_line progress(call.term, "verified");
  auto log = open_whole_log(call, call.args.text("DIR"));
  auto report =
      log ? verify_log(**log, wanted,
                       [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); })
          : log.error();
  if (report || report.error().code != errc::journal_damaged)
    return report;
  verify_report unreadable;
  unreadable.add({damage_kind::log_unreadable, {}, report.error().detail});
  return unreadable;
}

outcome<nothing> check_views(const verb_call& call, verify_report& report) {
  progress_line progress(call.term, "folded again");
  auto log = open_log(call.args.text("DIR"));
  if (!log)
    return log.error();
  auto views = view_store::open(under(call, "views"), log_access::read_only);
  auto scratch = view_store::in_memory();
  auto checked =
      !views ? outcome<nothing>{views.error()}
             : verify_views(
                   **log, **views, *scratch, all_projections(),
                   [&](damage one) { report.add(std::move(one)); },
                   [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); });
  if (checked || checked.error().code != errc::journal_damaged)
    return checked;
  // The log was found whole before: what the storage cannot read are the views.
  report.add({damage_kind::views_differ, {}, "they cannot be read: " + checked.error().detail});
  return nothing{};
}

/// Which key was in force for more records than could be read, nobody knows.
std::size_t drop_unreadable(const verify_report& report, std::vector<found_checkpoint>& all) {
  const auto cut =
      std::any_of(report.first_damages.begin(), report.first_damages.end(),
                  [](const damage& one) { return one.kind == damage_kind::log_unreadable; });
  return !cut ? 0 : std::erase_if(all, [&](const found_checkpoint& one) {
    return one.note.head.size > report.records;
  });
}

/// What a check that began at `start` has found in the log itself.
findings found_in(verify_report report, std::chrono::steady_clock::time_point start) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  findings found;
  found.log = std::move(report);
  found.speed = static_cast<std::uint64_t>(static_cast<double>(found.log.records) / took.count());
  return found;
}

outcome<findings> find_all(const verb_call& call) {
  // In this order: what a running gateway has signed and copied by now must be in the log by then.
  evidence all;
  if (auto added = add_given_files(call, all); !added)
    return added.error();
  if (auto added = add_stored_checkpoints(call, all); !added)
    return added.error();
  if (auto added = add_manifest(call, all); !added)
    return added.error();
  if (auto added = add_segments(call, all); !added)
    return added.error();
  add_seen_by_views(call, all);
  const auto start = std::chrono::steady_clock::now();
  auto report = check_log(call, all.wanted);
  if (!report)
    return report.error();
  auto found = found_in(*std::move(report), start);
  found.checkpoints = all.checkpoints.size();
  for (auto& one : all.damages)
    found.log.add(std::move(one));
  found.unchecked = drop_unreadable(found.log, all.checkpoints);
  if (found.unchecked == 0 || !all.checkpoints.empty())
    found.signatures = check_signatures(std::move(all.checkpoints), found.log.keys, all.keys,
                                        [&](damage one) { found.log.add(std::move(one)); });
  // Views of a damaged log have nothing to be compared with.
  found.views = call.args.given("--views") && found.log.damages == 0;
  if (found.views)
    if (auto checked = check_views(call, found.log); !checked)
      return checked.error();
  return found;
}

std::string json_of(const findings& found) {
  const auto& log = found.log;
  json_writer out;
  out.begin_object().key("whole").value(log.damages == 0);
  out.key("records").value(log.records).key("archived").value(log.archived);
  out.key("root").value(to_hex(log.root));
  out.key("views_compared").value(found.views);
  out.key("checkpoints_unchecked").value(static_cast<std::uint64_t>(found.unchecked));
  out.key("checkpoints").value(static_cast<std::uint64_t>(found.checkpoints));
  out.key("covered").value(found.signatures.covered);
  out.key("cosignatures").value(found.signatures.cosignatures);
  out.key("keys").begin_array();
  for (const auto& one : log.keys)
    out.value(one.key.to_string());
  out.end_array().key("damages").value(log.damages).key("first_damages").begin_array();
  for (const auto& one : log.first_damages)
    out.begin_object()
        .key("kind")
        .value(to_string(one.kind))
        .key("position")
        .value(one.position.value)
        .key("detail")
        .value(one.detail)
        .end_object();
  return out.end_array().key("records_per_second").value(found.speed).end_object().take();
}

void print(const verb_call& call, const findings& found) {
  auto& out = call.term.out;
  if (call.json()) {
    out << json_of(found) << "\n";
    return;
  }
  const auto& log = found.log;
  for (const auto& one : log.first_damages)
    out << bold(call.term, to_string(one.kind)) << " at position " << one.position.value << ": "
        << harmless(one.detail) << "\n    " << sentence_of(one.kind) << "\n";
  if (log.damages > log.first_damages.size())
    out << "... and " << log.damages - log.first_damages.size() << " more\n";
  out << counted(log.records, "record") << ", " << found.speed << " records/s\nroot "
      << to_hex(log.root) << "\n";
  if (log.archived > 0)
    out << log.archived << " of the records are archived: their hashes are checked here, the "
        << "records themselves with --archive\n";
  if (found.checkpoints == 0)
    out << "There is no checkpoint: nobody has signed for this log.\n";
  else
    out << counted(found.checkpoints, "checkpoint") << ", "
        << counted(found.signatures.cosignatures, "cosignature") << "; the newest covers "
        << counted(found.signatures.covered, "record") << "\n";
  if (found.unchecked > 0)
    out << "Not checked: " << counted(found.unchecked, "checkpoint")
        << "; the log cannot be read that far.\n";
  if (found.views)
    out << "The views were folded again and compared.\n";
  else if (call.args.given("--views"))
    out << "The views were not compared: the log is damaged.\n";
  out << bold(call.term, log.damages == 0 ? "whole" : "damaged") << "\n";
}

/// The same for a segment, which stands for itself.
outcome<findings> find_all_of_segment(const verb_call& call) {
  evidence given;
  if (auto added = add_given_files(call, given); !added)
    return added.error();
  if (!given.checkpoints.empty() || call.args.given("--views") || call.args.given("--archive"))
    return failure{errc::invalid_argument,
                   "A segment has its own checkpoint and no views: what else there is to check, "
                   "check with its data folder, and the segment with --archive."};
  auto one = segment::open(call.args.text("DIR"));
  if (!one)
    return one.error();
  progress_line progress(call.term, "verified");
  const auto start = std::chrono::steady_clock::now();
  auto report = verify_segment(*one, given.keys,
                               [&](std::string_view, std::uint64_t done, std::uint64_t total) {
                                 progress.show(done, total);
                               });
  if (!report)
    return report.error();
  auto found = found_in(*std::move(report), start);
  found.checkpoints = 1;
  found.signatures.covered = one->under.head.size;
  return found;
}

outcome<exit_code> verify(const verb_call& call) {
  auto found = is_segment(call.args.text("DIR")) ? find_all_of_segment(call) : find_all(call);
  if (!found)
    return found.error();
  print(call, *found);
  return found->log.damages == 0 ? exit_code::ok : exit_code::damaged;
}

} // namespace

std::vector<verb> verify_verbs() {
  return {
      {"verify",
       "Checks every record of a data folder, the tree over them and its checkpoints; needs no "
       "server and no secret. A segment that was archived is checked by itself.",
       {data_folder_operand,
        archive_option,
        {"--checkpoint", "FILE", "A checkpoint that you hold; the log must go on from it.",
         occurs::any},
        {"--public-key", "FILE", "Verifier keys, one a line: of the log, and of witnesses."},
        {"--views", "", "Fold the views again, too, and compare.", occurs::flag},
        {"--json", "", "Print JSON.", occurs::flag}},
       {"gatehouse verify /var/lib/gatehouse",
        "gatehouse verify copy --checkpoint held.checkpoint --public-key gatehouse.vkey",
        "gatehouse verify /var/lib/gatehouse --archive /archive/2025 --archive /archive/2026"},
       verify},
  };
}

} // namespace gatehouse
