#include "app/verbs/online.hpp"
#include "app/verbs/owner_options.hpp"
#include "storage/json/json_writer.hpp"

#include <ostream>

namespace gatehouse {

namespace {

/// Returns the path of the policies of a toolkit, or of the organization without one.
std::string policies_path(const verb_call& call) {
  const auto& org = call.args.text("--org");
  const auto& toolkit = call.args.text("--toolkit");
  return toolkit.empty() ? api_path({"orgs", org, "policies"})
                         : api_path({"orgs", org, "toolkits", toolkit, "policies"});
}

std::string policy_path(const verb_call& call) {
  return policies_path(call) + "/" + url_encoded(call.args.text("ID"));
}

outcome<exit_code> add(const verb_call& call) {
  json_writer body;
  body.begin_object().key("pattern").value(call.args.text("PATTERN"));
  body.key("action").value(call.args.text("ACTION"));
  if (call.args.given("--position"))
    body.key("position").value(call.args.text("--position"));
  write_owner(body, call);
  auto added = change_at(call, "POST", policies_path(call), body.end_object().take(),
                         "Added the policy ", "id");
  if (added && call.args.text("ACTION") == "require_approval")
    call.term.err << "Approvals cannot be given yet: until they can, these calls are denied.\n";
  return added;
}

outcome<exit_code> list(const verb_call& call) {
  return list_at(call, policies_path(call),
                 {{"PATTERN", "pattern"},
                  {"ACTION", "action"},
                  {"ID", "id"},
                  {"POSITION", "position"},
                  {"OWNER", "owner"},
                  {"USER", "user"}});
}

outcome<exit_code> move(const verb_call& call) {
  const bool before = call.args.given("--before");
  if (before == call.args.given("--position"))
    return failure{errc::invalid_argument, "Give either --before or --position."};
  json_writer body;
  body.begin_object().key(before ? "before" : "position");
  body.value(call.args.text(before ? "--before" : "--position"));
  return change_at(call, "PATCH", policy_path(call), body.end_object().take(),
                   "The policy's position is now ", "position");
}

outcome<exit_code> remove(const verb_call& call) {
  return delete_at(call, policy_path(call), "Removed " + call.args.text("ID") + ".");
}

const verb_option toolkit{"--toolkit", "SLUG", "Of this toolkit; without: of the organization."};
const verb_option id{"ID", "", "The policy's id.", occurs::once};
const verb_option position{"--position", "KEY", "A position key, e.g. a0; lower ones come first."};

} // namespace

std::vector<verb> policy_verbs() {
  return {
      {"policy add",
       "Adds a policy, at the top unless a position is given.",
       with_gate_options({{"PATTERN", "", "Which tools, e.g. github.org.*.", occurs::once},
                          {"ACTION", "",
                           "approve, require_approval or block. Approvals cannot be given yet: "
                           "what requires one is "
                           "denied.",
                           occurs::once},
                          org_option,
                          toolkit,
                          position,
                          owner_option,
                          user_option}),
       {"gatehouse policy add files.org.main.write_file block --org acme --toolkit reading",
        "gatehouse policy add '*' require_approval --org acme"},
       add},
      {"policy list",
       "Lists policies in order of precedence.",
       with_gate_options({org_option, toolkit}),
       {"gatehouse policy list --org acme --toolkit reading"},
       list},
      {"policy move",
       "Moves a policy.",
       with_gate_options(
           {id, org_option, toolkit, {"--before", "ID", "Right above this policy."}, position}),
       {"gatehouse policy move tkpol_1 --before tkpol_2 --org acme --toolkit reading"},
       move},
      {"policy remove",
       "Removes a policy.",
       with_gate_options({id, org_option, toolkit}),
       {"gatehouse policy remove tkpol_1 --org acme --toolkit reading"},
       remove},
  };
}

} // namespace gatehouse
