#include "app/text_file.hpp"
#include "app/verbs/data_folder.hpp"
#include "app/verbs/online.hpp"
#include "events/core/limits.hpp"
#include "storage/projections/audit_query.hpp"
#include "storage/proof/call_place.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "storage/proof/record_proof.hpp"
#include "storage/record_json.hpp"
#include "storage/view_store.hpp"

#include <filesystem>
#include <ostream>

namespace gatehouse {

namespace {

/// Finds the record through the views, which a copy of a data folder has.
outcome<journal_position> place_of(const verb_call& call, const std::string& views_folder) {
  auto views = view_store::open(views_folder, log_access::read_only);
  if (!views)
    return views.error();
  auto entry = find_call(**views, {}, {call.args.text("CALL")});
  if (!entry)
    return entry.error();
  if (call.args.given("--end"))
    return find_end_of_call(**views, *entry);
  return entry->position;
}

outcome<std::string> prove_offline(const verb_call& call) {
  const std::filesystem::path folder{call.args.text("--data")};
  auto log = open_log(folder.string());
  if (!log)
    return log.error();
  auto place = place_of(call, (folder / "views").string());
  if (!place)
    return place.error();
  auto store = checkpoint_store::open((folder / "checkpoints").string(), false);
  auto under = store ? store->newest() : store.error();
  if (!under)
    return under.error();
  if (!*under)
    return failure{errc::not_found, "There is no checkpoint in this folder."};
  auto proof = prove_record(**log, *place, **under);
  if (!proof)
    return proof.error();
  return proof->to_string();
}

outcome<std::string> prove_online(const verb_call& call) {
  const auto& org = call.args.text("--org");
  if (org.empty())
    return failure{errc::invalid_argument, "Give --org, or --data for a folder at rest."};
  auto gate = rest_client::of(call);
  auto reply =
      gate ? gate->send("GET", api_path({"orgs", org, "audit", call.args.text("CALL"), "proof"}) +
                                   (call.args.given("--end") ? "?record=end" : ""))
           : gate.error();
  if (!reply)
    return reply.error();
  return std::move(reply->body);
}

outcome<exit_code> prove(const verb_call& call) {
  auto proof = call.args.given("--data") ? prove_offline(call) : prove_online(call);
  if (!proof)
    return proof.error();
  call.term.out << *proof;
  if (!call.term.out.flush())
    return failure{errc::io_failed, "The output cannot be written."};
  return exit_code::ok;
}

outcome<exit_code> verify_proof(const verb_call& call) {
  auto keys = read_verifier_keys(call.args.text("--public-key"));
  auto text = keys ? read_text_file(call.args.text("FILE"), limits::proof_bytes_max) : keys.error();
  if (!text)
    return text.error();
  auto proof = record_proof::parse(*text);
  auto proven = proof ? proof->check(*keys) : proof.error();
  auto shown = proven ? record_to_json(proven->one) : proven.error();
  if (!shown)
    return shown.error();
  call.term.out << *shown << "\n";
  call.term.err << "In the log " << harmless(proof->under.head.origin) << " at position "
                << proof->position.value << ", signed for among " << proof->under.head.size
                << " records, " << proven->cosignatures << " cosignatures.\n";
  return exit_code::ok;
}

} // namespace

std::vector<verb> proof_verbs() {
  return {
      {"prove",
       "Prints the proof that a record of a call is in the log; it needs nothing else.",
       with_gate_options(
           {{"CALL", "", "The call's id.", occurs::once},
            {"--end", "", "Of the record that ended the call, not of the decision.", occurs::flag},
            {"--org", "SLUG", "The organization.", occurs::at_most_once, {}, "GATEHOUSE_ORG"},
            {"--data", "DIR", "Take it from a data folder, or a copy of one; needs no server."}}),
       {"gatehouse prove call_01h... --org acme > call.tlog-proof",
        "gatehouse prove call_01h... --end --data copy > call.tlog-proof"},
       prove},
      {"verify-proof",
       "Checks a proof and prints the record it proves; needs neither a server nor a log.",
       {{"FILE", "", "The proof.", occurs::once},
        {"--public-key", "FILE", "Verifier keys, one a line: of the log, and of witnesses.",
         occurs::once}},
       {"gatehouse verify-proof call.tlog-proof --public-key gatehouse.vkey"},
       verify_proof},
  };
}

} // namespace gatehouse
