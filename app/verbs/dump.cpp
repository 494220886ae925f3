#include "app/verbs/dump.hpp"

#include "app/verbs/data_folder.hpp"
#include "app/verbs/online.hpp"
#include "storage/archived_past.hpp"
#include "storage/backup/dump.hpp"
#include "storage/log_reader.hpp"
#include "storage/proof/proof_lines.hpp"
#include "storage/record_json.hpp"

#include <ostream>

namespace gatehouse {

namespace {

outcome<nothing> dump_text(const verb_call& call, const log_store& log) {
  if (auto complete = refuse_archived(log); !complete)
    return complete;
  outcome<nothing> good = nothing{};
  auto read = read_records(log, {1}, [&](const record& one) {
    auto line = record_to_json(one);
    if (line)
      call.term.out << *line << "\n";
    else
      good = line.error();
    return line && call.term.out.good();
  });
  return read ? good : read;
}

outcome<nothing> dump_bytes(const verb_call& call, const log_store& log) {
  return dump_whole(log, GATEHOUSE_VERSION, [&](std::string_view line) {
    call.term.out << line << "\n";
    return call.term.out.good();
  });
}

outcome<nothing> dump_folder(const verb_call& call) {
  auto log = open_whole_log(call, call.args.text("DIR"));
  if (!log)
    return log.error();
  return call.args.given("--whole") ? dump_bytes(call, **log) : dump_text(call, **log);
}

/// Asks for part after part, each when the one before is printed.
outcome<nothing> dump_gateway(const verb_call& call) {
  const auto& org = call.args.text("--org");
  if (org.empty() || call.args.given("--whole"))
    return failure{errc::invalid_argument,
                   "Give a data folder, or --org for what a gateway has of an organization; "
                   "--whole needs the folder."};
  auto after = call.args.text("--after");
  if (!parse_number(after))
    return failure{errc::invalid_argument, "--after is a position."};
  auto gate = rest_client::of(call);
  if (!gate)
    return gate.error();
  do {
    auto part = gate->send("POST", api_path({"orgs", org, "dump"}), R"({"after":)" + after + "}");
    if (!part)
      return failure{part.error().code,
                     part.error().detail + " To go on from here: --after " + after};
    call.term.out << part->body;
    after = part->header("gatehouse-next");
  } while (!after.empty() && call.term.out.flush());
  return nothing{};
}

outcome<exit_code> dump(const verb_call& call) {
  auto dumped = call.args.given("DIR") ? dump_folder(call) : dump_gateway(call);
  if (!dumped)
    return dumped.error();
  if (!call.term.out.flush())
    return failure{errc::io_failed, "The output cannot be written."};
  return exit_code::ok;
}

} // namespace

verb dump_verb() {
  return {"dump",
          "Prints records, each as a line of JSON; private content stays sealed. Of a data folder "
          "without a server, or of one organization through a gateway, which records that.",
          with_gate_options(
              {{"DIR", "", "The data folder, or a copy of it; else a gateway is asked."},
               archive_option,
               {"--whole", "", "With each record's bytes, for load.", occurs::flag},
               {"--org", "SLUG", "The organization.", occurs::at_most_once, {}, "GATEHOUSE_ORG"},
               {"--after", "POSITION", "Of a gateway: begin behind this position.",
                occurs::at_most_once, "0"}}),
          {"gatehouse dump /var/lib/gatehouse | jq .type",
           "gatehouse dump /var/lib/gatehouse --whole > gatehouse.ndjson",
           "gatehouse dump --org acme > acme.ndjson"},
          dump};
}

} // namespace gatehouse
