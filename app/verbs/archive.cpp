#include "storage/archive/archive.hpp"

#include "app/output/stage_lines.hpp"
#include "app/verbs/data_folder.hpp"
#include "storage/json/json_writer.hpp"

#include <ostream>

namespace gatehouse {

namespace {

/// Reads the first moment that is not archived: a position, or a time.
outcome<moment> moment_before(const std::string& text) {
  auto at = read_moment(text);
  if (!at || text.empty())
    return failure{errc::invalid_argument, "--before must be a position or an RFC 3339 time."};
  if (at->last != moment{}.last)
    at->last.value -= at->last.value > 0 ? 1 : 0;
  else
    --at->until.value;
  return *at;
}

void print(const verb_call& call, const std::string& folder, const archive_report& made) {
  auto& out = call.term.out;
  if (call.json()) {
    json_writer json;
    json.begin_object().key("first").value(made.part.first).key("last").value(made.part.last);
    json.key("moved").value(made.moved).key("kept").value(made.kept);
    out << json.end_object().take() << "\n";
  } else if (made.part.last < made.part.first) {
    out << "There is nothing to archive.\n";
  } else {
    out << "Archived positions " << made.part.first << " to " << made.part.last << " in " << folder
        << "\n"
        << made.moved << " records are no longer in the log, " << made.kept << " are\n";
  }
}

outcome<exit_code> archive(const verb_call& call) {
  auto before = moment_before(call.args.text("--before"));
  if (!before)
    return before.error();
  const auto& folder = call.args.text("SEGMENT");
  stage_lines stages{call.term};
  auto made =
      archive_records({call.args.text("--data"), folder, *before}, stamp_now(), stages.shower());
  if (!made)
    return made.error();
  print(call, folder, *made);
  return exit_code::ok;
}

} // namespace

std::vector<verb> archive_verbs() {
  return {
      {"archive",
       "Moves older records of a data folder to a segment that verifies by itself, and leaves "
       "their hashes; the gateway must be stopped. Sessions that are not over stay, and all else "
       "that "
       "state is made of.",
       {{"SEGMENT", "", "The folder to make of them: absent, or empty.", occurs::once},
        {"--data", "DIR", "The data folder.", occurs::once},
        {"--before", "MOMENT", "Archive what is before this time, or this journal position.",
         occurs::once},
        {"--json", "", "Print JSON.", occurs::flag}},
       {"gatehouse archive /archive/2025 --data /var/lib/gatehouse --before 2026-01-01T00:00:00Z"},
       archive},
  };
}

} // namespace gatehouse
