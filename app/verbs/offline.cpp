#include "app/output/progress.hpp"
#include "app/verbs/data_folder.hpp"
#include "app/verbs/dump.hpp"
#include "events/names/counted.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "storage/replay.hpp"
#include "storage/view_store.hpp"

#include <chrono>
#include <filesystem>
#include <ostream>

namespace gatehouse {

namespace {

void print_report(const verb_call& call, const replay_report& report,
                  std::chrono::nanoseconds took) {
  const auto seconds = std::chrono::duration<double>(took).count();
  const auto speed = static_cast<std::uint64_t>(static_cast<double>(report.events) / seconds);
  if (call.json()) {
    json_writer out;
    out.begin_object().key("aggregates").begin_object();
    for (const auto& one : report.aggregates)
      out.key(one.kind)
          .begin_object()
          .key("streams")
          .value(one.streams)
          .key("events")
          .value(one.events)
          .end_object();
    out.end_object().key("events").value(report.events).key("events_per_second").value(speed);
    call.term.out << out.key("state").value(to_hex(report.state)).end_object().take() << "\n";
    return;
  }
  for (const auto& one : report.aggregates)
    call.term.out << bold(call.term, one.kind) << ": " << counted(one.streams, "stream") << ", "
                  << counted(one.events, "event") << "\n";
  call.term.out << counted(report.events, "event") << " in " << seconds << " s, " << speed
                << " events/s\n"
                << "state " << to_hex(report.state) << "\n";
}

outcome<exit_code> replay_folder(const verb_call& call) {
  auto log = open_whole_log(call, call.args.text("DIR"));
  if (!log)
    return log.error();
  progress_line progress(call.term, "replayed");
  const auto start = std::chrono::steady_clock::now();
  auto report = replay_log(
      **log, [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); });
  if (!report)
    return report.error();
  print_report(call, *report, std::chrono::steady_clock::now() - start);
  return exit_code::ok;
}

outcome<exit_code> rebuild(const verb_call& call) {
  const std::filesystem::path folder{call.args.text("DIR")};
  if (auto readable = open_log(call.args.text("DIR")); !readable)
    return readable.error();
  auto log = open_rocksdb_log((folder / "log").string(), log_access::create_or_write);
  if (!log)
    return log.error();
  auto views = view_store::open((folder / "views").string(), log_access::create_or_write);
  if (!views)
    return views.error();
  progress_line progress(call.term, "rebuilt");
  auto rebuilt =
      rebuild_views(**log, **views, all_projections(),
                    [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); });
  auto digest = rebuilt ? (*views)->digest() : rebuilt.error();
  if (!digest)
    return digest.error();
  const auto records = (*log)->last().value;
  if (call.json())
    call.term.out << json_writer{}
                         .begin_object()
                         .key("records")
                         .value(records)
                         .key("digest")
                         .value(*digest)
                         .end_object()
                         .take()
                  << "\n";
  else
    call.term.out << "Rebuilt the views from " << counted(records, "record") << ", digest "
                  << *digest << "\n";
  return exit_code::ok;
}

outcome<exit_code> version(const verb_call& call) {
  if (call.json())
    call.term.out
        << json_writer{}.begin_object().key("version").value(GATEHOUSE_VERSION).end_object().take()
        << "\n";
  else
    call.term.out << "gatehouse " << GATEHOUSE_VERSION << "\n";
  return exit_code::ok;
}

} // namespace

std::vector<verb> offline_verbs() {
  return {
      {"replay",
       "Folds every event again and prints counts and a digest of all states; needs no server.",
       {data_folder_operand, archive_option, {"--json", "", "Print JSON.", occurs::flag}},
       {"gatehouse replay /var/lib/gatehouse"},
       replay_folder},
      dump_verb(),
      {"rebuild",
       "Drops what is computed from the record and computes it again; the gateway must be stopped.",
       {data_folder_operand, {"--json", "", "Print JSON.", occurs::flag}},
       {"gatehouse rebuild /var/lib/gatehouse"},
       rebuild},
      {"version",
       "Prints the version, as --version does.",
       {{"--json", "", "Print JSON.", occurs::flag}},
       {"gatehouse version"},
       version},
  };
}

} // namespace gatehouse
