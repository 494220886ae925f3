#include "app/verbs/online.hpp"

namespace gatehouse {

namespace {

outcome<exit_code> list(const verb_call& call) {
  return list_at(call, api_path({"orgs", call.args.text("--org"), "sessions"}),
                 {{"SESSION", "session"},
                  {"PRINCIPAL", "principal"},
                  {"RESOURCE", "resource"},
                  {"CLIENT", "client_name"},
                  {"CALLS", "calls"},
                  {"OPENED", "opened"},
                  {"CLOSED", "closed"}});
}

outcome<exit_code> close(const verb_call& call) {
  const auto& id = call.args.text("ID");
  return delete_at(call, api_path({"orgs", call.args.text("--org"), "sessions", id}),
                   "Closed " + id + ".");
}

} // namespace

std::vector<verb> session_verbs() {
  return {
      {"session list",
       "Lists the sessions of an organization, newest first.",
       with_gate_options({org_option}),
       {"gatehouse session list --org acme"},
       list},
      {"session close",
       "Closes a session, whoever holds it.",
       with_gate_options({{"ID", "", "The session.", occurs::once}, org_option}),
       {"gatehouse session close 6f0c... --org acme"},
       close},
  };
}

} // namespace gatehouse
