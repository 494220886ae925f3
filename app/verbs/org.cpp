#include "app/verbs/online.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

outcome<exit_code> create(const verb_call& call) {
  json_writer body;
  body.begin_object().key("slug").value(call.args.text("SLUG"));
  body.key("name").value(call.args.text("--name"));
  return change_at(call, "POST", api_path({"orgs"}), body.end_object().take(),
                   "Created the organization " + call.args.text("SLUG") + ", its endpoint is ",
                   "endpoint");
}

outcome<exit_code> list(const verb_call& call) {
  return list_at(call, api_path({"orgs"}),
                 {{"SLUG", "slug"}, {"NAME", "name"}, {"ID", "id"}, {"CREATED", "created_at"}});
}

outcome<exit_code> show(const verb_call& call) {
  return show_at(call, api_path({"orgs", call.args.text("SLUG")}));
}

outcome<exit_code> members(const verb_call& call) {
  return list_at(call, api_path({"orgs", call.args.text("SLUG"), "members"}),
                 {{"NAME", "name"}, {"ROLE", "role"}, {"ID", "id"}});
}

const verb_option slug{"SLUG", "", "The organization.", occurs::once};

} // namespace

std::vector<verb> org_verbs() {
  return {
      {"org create",
       "Creates an organization.",
       with_gate_options({slug, {"--name", "NAME", "What people call it. Default: the slug."}}),
       {"gatehouse org create acme", "gatehouse org create acme --name 'Acme Corporation'"},
       create},
      {"org list",
       "Lists the organizations of this credential.",
       with_gate_options({}),
       {"gatehouse org list --json"},
       list},
      {"org show",
       "Shows an organization.",
       with_gate_options({slug}),
       {"gatehouse org show acme"},
       show},
      {"org members",
       "Lists the members of an organization.",
       with_gate_options({slug}),
       {"gatehouse org members acme"},
       members},
  };
}

} // namespace gatehouse
