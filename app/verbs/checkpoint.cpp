#include "app/text_file.hpp"
#include "app/verbs/online.hpp"
#include "events/core/limits.hpp"

#include <ostream>

namespace gatehouse {

namespace {

/// Sends a request whose answer is a text, and prints it as it is.
outcome<exit_code> print_text(const verb_call& call, std::string method, std::string path) {
  auto gate = rest_client::of(call);
  auto reply = gate ? gate->send(std::move(method), std::move(path)) : gate.error();
  if (!reply)
    return reply.error();
  call.term.out << reply->body;
  return exit_code::ok;
}

outcome<exit_code> show(const verb_call& call) {
  return print_text(call, "GET", api_path({"checkpoint"}));
}

outcome<exit_code> show_key(const verb_call& call) {
  return print_text(call, "GET", api_path({"checkpoint", "key"}));
}

outcome<exit_code> change_key(const verb_call& call) {
  return print_text(call, "POST",
                    api_path({"checkpoint", "key"}) +
                        (call.args.given("--without-old-key") ? "?without_old_key=true" : ""));
}

outcome<exit_code> cosign(const verb_call& call) {
  auto note = read_text_file(call.args.text("FILE"), limits::checkpoint_bytes_max);
  auto gate = note ? rest_client::of(call) : note.error();
  if (!gate)
    return gate.error();
  auto kept =
      gate->send("POST", api_path({"checkpoint", "cosignatures"}), *std::move(note), "text/plain");
  if (!kept)
    return kept.error();
  call.term.err << "Kept.\n";
  return exit_code::ok;
}

} // namespace

std::vector<verb> checkpoint_verbs() {
  return {
      {"checkpoint show",
       "Prints the newest checkpoint of the record: keep it where the gateway cannot reach.",
       with_gate_options({}),
       {"gatehouse checkpoint show > held.checkpoint"},
       show},
      {"checkpoint key",
       "Prints the verifier key of the checkpoints.",
       with_gate_options({}),
       {"gatehouse checkpoint key > gatehouse.vkey"},
       show_key},
      {"checkpoint change-key",
       "Replaces the key that signs checkpoints, and prints the new verifier key.",
       with_gate_options({{"--without-old-key", "",
                           "Even if the old key is lost: whoever holds its verifier key must be "
                           "given the new one.",
                           occurs::flag}}),
       {"gatehouse checkpoint change-key"},
       change_key},
      {"checkpoint cosign",
       "Hands in a checkpoint that witnesses have cosigned; serve --witness-key names them.",
       with_gate_options({{"FILE", "", "The checkpoint with its cosignatures.", occurs::once}}),
       {"gatehouse checkpoint cosign cosigned.checkpoint"},
       cosign},
  };
}

} // namespace gatehouse
