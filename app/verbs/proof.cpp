#include "app/text_file.hpp"
#include "app/verbs/data_folder.hpp"
#include "app/verbs/online.hpp"
#include "events/core/limits.hpp"
#include "events/names/counted.hpp"
#include "storage/archived_past.hpp"
#include "storage/projections/audit_query.hpp"
#include "storage/projections/folded_views.hpp"
#include "storage/proof/call_place.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "storage/proof/consistency_proof.hpp"
#include "storage/proof/record_proof.hpp"
#include "storage/record_json.hpp"
#include "storage/view_store.hpp"

#include <filesystem>
#include <ostream>

namespace gatehouse {

namespace {

/// Finds the record through the views, which a copy of a data folder has; where segments are given,
/// through views of all there is.
outcome<journal_position> place_of(const verb_call& call, const log_store& log,
                                   const std::string& views_folder) {
  auto views = call.args.given("--archive") ? fold_views(log)
                                            : view_store::open(views_folder, log_access::read_only);
  if (!views)
    return views.error();
  auto entry = find_call(**views, {}, {call.args.text("CALL")});
  if (!entry && entry.error().code == errc::not_found)
    if (auto complete = refuse_archived(log); !complete)
      return failure{complete.error().code,
                     "The call is not in this folder, but it may be archived. " +
                         complete.error().detail};
  if (!entry)
    return entry.error();
  if (call.args.given("--end"))
    return find_end_of_call(**views, *entry);
  return entry->position;
}

outcome<checkpoint> newest_in(const std::filesystem::path& folder) {
  auto store = checkpoint_store::open((folder / "checkpoints").string(), false);
  auto newest = store ? store->newest() : store.error();
  if (!newest)
    return newest.error();
  if (!*newest)
    return failure{errc::not_found, "There is no checkpoint in this folder."};
  return **std::move(newest);
}

template <class Proof> outcome<std::string> text_of(const outcome<Proof>& proof) {
  return proof ? outcome<std::string>{proof->to_string()} : proof.error();
}

outcome<std::string> prove_call_offline(const verb_call& call) {
  const std::filesystem::path folder{call.args.text("--data")};
  auto log = open_whole_log(call, folder.string());
  if (!log)
    return log.error();
  auto place = place_of(call, **log, (folder / "views").string());
  auto under = place ? newest_in(folder) : place.error();
  return under ? text_of(prove_record(**log, *place, *under)) : under.error();
}

outcome<std::string> ask_for_proof(const verb_call& call, const std::string& path) {
  auto gate = rest_client::of(call);
  auto reply = gate ? gate->send("GET", path) : gate.error();
  if (!reply)
    return reply.error();
  return std::move(reply->body);
}

outcome<std::string> prove_call(const verb_call& call) {
  if (call.args.given("--data"))
    return prove_call_offline(call);
  const auto& org = call.args.text("--org");
  if (org.empty())
    return failure{errc::invalid_argument, "Give --org, or --data for a folder at rest."};
  return ask_for_proof(call, api_path({"orgs", org, "audit", call.args.text("CALL"), "proof"}) +
                                 (call.args.given("--end") ? "?record=end" : ""));
}

outcome<checkpoint> read_held(const std::string& path) {
  auto text = read_text_file(path, limits::checkpoint_bytes_max);
  return text ? checkpoint::parse(*text) : text.error();
}

/// Proves that the record goes on from a checkpoint that somebody holds.
outcome<std::string> prove_consistency(const verb_call& call) {
  auto held = read_held(call.args.text("--from"));
  if (!held)
    return held.error();
  const auto size = held->head.size;
  if (!call.args.given("--data"))
    return ask_for_proof(call, api_path({"checkpoint", "consistency"}) +
                                   query_of({{"from", std::to_string(size)}}));
  auto log = open_log(call.args.text("--data"));
  auto later = log ? newest_in(call.args.text("--data")) : log.error();
  return later ? text_of(gatehouse::prove_consistency(**log, size, *later)) : later.error();
}

outcome<exit_code> prove(const verb_call& call) {
  const bool from = call.args.given("--from");
  if (from == call.args.given("CALL"))
    return failure{errc::invalid_argument, "Give the call, or --from with a checkpoint."};
  auto proof = from ? prove_consistency(call) : prove_call(call);
  if (!proof)
    return proof.error();
  call.term.out << *proof;
  if (!call.term.out.flush())
    return failure{errc::io_failed, "The output cannot be written."};
  return exit_code::ok;
}

outcome<exit_code> verify_consistency(const verb_call& call, const std::string& text,
                                      const std::vector<verifier_key>& keys) {
  if (!call.args.given("--checkpoint"))
    return failure{
        errc::invalid_argument,
        "This proves what came after a checkpoint: give the one you hold, --checkpoint."};
  auto held = read_held(call.args.text("--checkpoint"));
  auto proof = held ? consistency_proof::parse(text) : held.error();
  auto cosignatures = proof ? proof->check(*held, keys) : proof.error();
  if (!cosignatures)
    return cosignatures.error();
  call.term.out << proof->later.note.to_string();
  call.term.err << "The log " << harmless(proof->later.head.origin) << " goes on from "
                << counted(held->head.size, "record") << " to " << proof->later.head.size << ", "
                << counted(*cosignatures, "cosignature") << ".\n";
  return exit_code::ok;
}

outcome<exit_code> verify_record(const verb_call& call, const std::string& text,
                                 const std::vector<verifier_key>& keys) {
  auto proof = record_proof::parse(text);
  auto proven = proof ? proof->check(keys) : proof.error();
  auto shown = proven ? record_to_json(proven->one) : proven.error();
  if (!shown)
    return shown.error();
  call.term.out << *shown << "\n";
  call.term.err << "In the log " << harmless(proof->under.head.origin) << " at position "
                << proof->position.value << ", signed for among "
                << counted(proof->under.head.size, "record") << ", "
                << counted(proven->cosignatures, "cosignature") << ".\n";
  return exit_code::ok;
}

outcome<exit_code> verify_proof(const verb_call& call) {
  auto keys = read_verifier_keys(call.args.text("--public-key"));
  auto text = keys ? read_text_file(call.args.text("FILE"), limits::proof_bytes_max) : keys.error();
  if (!text)
    return text.error();
  return consistency_proof::begins(*text) ? verify_consistency(call, *text, *keys)
                                          : verify_record(call, *text, *keys);
}

} // namespace

std::vector<verb> proof_verbs() {
  return {
      {"prove",
       "Prints the proof that a record of a call is in the log, or that the log goes on from a "
       "checkpoint.",
       with_gate_options(
           {{"CALL", "", "The call's id."},
            {"--end", "", "Of the record that ended the call, not of the decision.", occurs::flag},
            {"--from", "FILE", "Instead of a call: a checkpoint that somebody holds."},
            {"--org",
             "SLUG",
             "The organization of the call.",
             occurs::at_most_once,
             {},
             "GATEHOUSE_ORG"},
            {"--data", "DIR", "Take it from a data folder, or a copy of one; needs no server."},
            archive_option}),
       {"gatehouse prove call_01h... --org acme > call.tlog-proof",
        "gatehouse prove call_01h... --end --data copy > call.tlog-proof",
        "gatehouse prove --from held.checkpoint > since.proof"},
       prove},
      {"verify-proof",
       "Checks a proof and prints the record or the checkpoint it proves; needs neither a server "
       "nor a log.",
       {{"FILE", "", "The proof.", occurs::once},
        {"--public-key", "FILE", "Verifier keys, one a line: of the log, and of witnesses.",
         occurs::once},
        {"--checkpoint", "FILE", "The checkpoint that you hold, for a proof of what came after."}},
       {"gatehouse verify-proof call.tlog-proof --public-key gatehouse.vkey",
        "gatehouse verify-proof since.proof --checkpoint held.checkpoint --public-key "
        "gatehouse.vkey"},
       verify_proof},
  };
}

} // namespace gatehouse
