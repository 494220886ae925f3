#include "app/verbs/online.hpp"
#include "storage/json/json_writer.hpp"

#include <ostream>

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

std::string tools_path(const verb_call& call, std::string_view what) {
  return api_path({"sessions", call.args.text("ID"), "tools", what});
}

/// Collects the tools of all groups.
std::vector<json_value> tools_of(const json_value& answer) {
  std::vector<json_value> all;
  for (const auto& group : answer.find("groups")->elements())
    for (const auto& tool : group.find("tools")->elements())
      all.push_back(tool);
  return all;
}

outcome<exit_code> print_tools(const verb_call& call, std::string_view what,
                               const std::vector<column>& columns) {
  auto gate = rest_client::of(call);
  auto answer = gate ? gate->ask("GET", tools_path(call, what)) : gate.error();
  if (!answer)
    return answer.error();
  if (call.json()) {
    call.term.out << answer->text() << "\n";
    return exit_code::ok;
  }
  print_table(call.term, tools_of(answer->root()), columns);
  if (auto notices = answer->root().find("notices"))
    for (const auto& notice : notices->elements())
      call.term.out << shown_member(notice, "severity") << ": " << shown_member(notice, "message")
                    << "\n";
  return exit_code::ok;
}

outcome<exit_code> tools(const verb_call& call) {
  return print_tools(
      call, "effective",
      {{"TOOL", "id"}, {"ACTION", "action"}, {"STALE", "stale"}, {"ADDRESS", "address"}});
}

outcome<exit_code> catalog_of(const verb_call& call) {
  return print_tools(
      call, "catalog",
      {{"TOOL", "name"}, {"ACTION", "action"}, {"WITHHELD", "withheld"}, {"ADDRESS", "address"}});
}

/// A tool that did not run is no tool that reported an error.
exit_code code_of(const json_value& answer) {
  if (auto ok = answer.find("ok"); ok && ok->as_bool() == true)
    return exit_code::ok;
  const auto error = answer.find("error");
  const auto code = error ? text_of(*error, "code") : std::string{};
  return code.empty() || code == "internal_error" || code == "in_progress" ? exit_code::tool_error
                                                                           : exit_code::refused;
}

outcome<exit_code> invoke(const verb_call& call) {
  auto given = json_text_value::parse(call.args.text("JSON"));
  if (!given)
    return given.error();
  json_writer body;
  body.begin_object().key("name").value(call.args.text("TOOL"));
  body.key("args").raw(given->root().raw());
  if (call.args.given("--key"))
    body.key("idempotencyKey").value(call.args.text("--key"));
  auto gate = rest_client::of(call);
  auto answer =
      gate ? gate->ask("POST", tools_path(call, "invoke"), body.end_object().take()) : gate.error();
  if (!answer)
    return answer.error();
  if (call.json())
    call.term.out << answer->text() << "\n";
  else
    print_object(call.term, answer->root());
  return code_of(answer->root());
}

const verb_option session_id_option{"ID", "", "The session.", occurs::once};

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
      {"session tools",
       "Shows what a session sees of tools now; asks no server.",
       with_gate_options({session_id_option}),
       {"gatehouse session tools 6f0c..."},
       tools},
      {"session catalog",
       "Shows the tools configured for a session, as last recorded.",
       with_gate_options({session_id_option}),
       {"gatehouse session catalog 6f0c..."},
       catalog_of},
      {"session invoke",
       "Calls a tool in your own session; with --key never twice.",
       with_gate_options(
           {session_id_option,
            {"TOOL", "", "The tool's name as the session shows it.", occurs::once},
            {"JSON", "", "Its arguments.", occurs::at_most_once, "{}"},
            {"--key", "KEY", "Idempotency: the same again gives the recorded outcome."}}),
       {"gatehouse session invoke 6f0c... files__read_file '{\"path\":\"/srv/a\"}' --key "
        "nightly-1"},
       invoke},
  };
}

} // namespace gatehouse
