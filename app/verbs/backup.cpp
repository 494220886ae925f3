#include "storage/backup/backup.hpp"

#include "app/output/stage_lines.hpp"
#include "app/verbs/data_folder.hpp"
#include "events/core/limits.hpp"
#include "events/names/counted.hpp"
#include "storage/backup/dump.hpp"
#include "storage/crypto/digest.hpp"

#include <fstream>
#include <istream>
#include <ostream>

namespace gatehouse {

namespace {

void print_held(const verb_call& call, std::string_view done, const std::string& folder,
                const log_point& held) {
  call.term.out << done << " " << counted(held.last.value, "record") << " in " << folder << "\n"
                << "root " << to_hex(held.root) << "\n";
}

outcome<exit_code> backup(const verb_call& call) {
  const auto& folder = call.args.text("BACKUP");
  stage_lines stages{call.term};
  auto made = back_up(call.args.text("--data"), folder, stamp_now(), stages.shower());
  if (!made)
    return made.error();
  if (call.json())
    call.term.out << manifest_to_json(*made);
  else
    print_held(call, "Backed up", folder, made->held);
  return exit_code::ok;
}

outcome<exit_code> restore(const verb_call& call) {
  const auto& folder = call.args.text("DATA");
  stage_lines stages{call.term};
  auto made = restore_backup(call.args.text("BACKUP"), folder, stages.shower());
  if (!made)
    return made.error();
  if (call.json())
    call.term.out << manifest_to_json(*made);
  else
    print_held(call, "Restored", folder, made->held);
  return exit_code::ok;
}

/// Reads a line of at most limits::dump_line_bytes_max.
outcome<std::optional<std::string>> read_line(std::istream& in) {
  std::string line;
  auto& from = *in.rdbuf();
  for (auto next = from.sbumpc(); next != std::istream::traits_type::eof(); next = from.sbumpc()) {
    if (next == '\n')
      return std::optional{std::move(line)};
    if (line.size() == limits::dump_line_bytes_max)
      return failure{errc::too_large, "A line is longer than " +
                                          std::to_string(limits::dump_line_bytes_max) + " bytes."};
    line.push_back(std::istream::traits_type::to_char_type(next));
  }
  return line.empty() ? std::nullopt : std::optional{std::move(line)};
}

outcome<exit_code> load(const verb_call& call) {
  const auto& name = call.args.text("FILE");
  const auto& folder = call.args.text("DATA");
  std::ifstream file;
  if (name != "-")
    file.open(name, std::ios::binary);
  if (name != "-" && !file)
    return failure{errc::invalid_argument, "'" + name + "' cannot be read."};
  auto& in = name == "-" ? call.term.in : file;
  stage_lines stages{call.term};
  auto held = load_dump([&] { return read_line(in); }, folder, stages.shower());
  if (!held)
    return held.error();
  print_held(call, "Loaded", folder, *held);
  return exit_code::ok;
}

const verb_option backup_operand{"BACKUP", "", "The folder of the backup.", occurs::once};
const verb_option new_data_operand{"DATA", "", "The data folder to make: absent, or empty.",
                                   occurs::once};
const verb_option json_flag{"--json", "", "Print JSON.", occurs::flag};

} // namespace

std::vector<verb> backup_verbs() {
  return {
      {"backup",
       "Copies the record of a data folder and checks all of it, also while a gateway runs; "
       "again into the same folder, it adds what is new. Keys are not part of it.",
       {backup_operand, {"--data", "DIR", "The data folder.", occurs::once}, json_flag},
       {"gatehouse backup /backup/gatehouse --data /var/lib/gatehouse"},
       backup},
      {"restore",
       "Makes a data folder from a backup, checked and whole; never over one that is there.",
       {backup_operand, new_data_operand, json_flag},
       {"gatehouse restore /backup/gatehouse /var/lib/gatehouse"},
       restore},
      {"load",
       "Makes a data folder from what dump --whole printed: the same records byte for byte.",
       {{"FILE", "", "The dump; - is the standard input.", occurs::once}, new_data_operand},
       {"gatehouse load gatehouse.ndjson /var/lib/gatehouse"},
       load},
  };
}

} // namespace gatehouse
