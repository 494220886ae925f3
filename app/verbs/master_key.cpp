#include "app/serve/master_key_command.hpp"
#include "app/verb.hpp"
#include "storage/crypto/vault.hpp"

#include <chrono>
#include <ostream>

namespace gatehouse {

namespace {

outcome<exit_code> rotate(const verb_call& call) {
  const auto& folder = call.args.text("DIR");
  using namespace std::chrono;
  const unix_us now{duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
  auto done = rotate_vault(folder, key_from_command(call.args.text("--master-key-command")),
                           key_from_command(call.args.text("--new-master-key-command")), now);
  if (!done)
    return done.error();
  call.term.out << "Everything in " << folder << " is wrapped under another master key. The "
                << "next start of the gateway records it.\n";
  return exit_code::ok;
}

outcome<exit_code> give_up(const verb_call& call) {
  const auto& key = call.args.text("KEY");
  auto done = give_up_data_key(call.args.text("DIR"), {key});
  if (!done)
    return done.error();
  call.term.out << key << " is given up: what was captured under it reads as erased from the next "
                << "start on.\n";
  return exit_code::ok;
}

} // namespace

std::vector<verb> master_key_verbs() {
  return {
      {"keys rotate-master",
       "Wraps everything in a keys folder under another master key; the server is stopped, and "
       "records it at its next start.",
       {{"DIR", "", "The keys folder.", occurs::once},
        {"--master-key-command", "COMMAND",
         "Prints the master key in force. Default: it is in the folder."},
        {"--new-master-key-command", "COMMAND",
         "Prints the one to come. Default: a new one, kept in the folder."}},
       {"gatehouse keys rotate-master /var/lib/gatehouse.keys",
        "gatehouse keys rotate-master data.keys --new-master-key-command 'pass gatehouse/master'"},
       rotate},
      {"keys give-up",
       "Gives up a data key that is lost, so that the server starts without it.",
       {{"DIR", "", "The keys folder.", occurs::once},
        {"KEY", "", "The key, as the refused start names it.", occurs::once}},
       {"gatehouse keys give-up /var/lib/gatehouse.keys key_5gsz1q8m3v7x2c4n9b6z0d5f8h"},
       give_up},
  };
}

} // namespace gatehouse
