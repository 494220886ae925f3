#include "app/verbs/online.hpp"
#include "app/verbs/owner_options.hpp"
#include "storage/json/json_writer.hpp"

#include <ostream>

namespace gatehouse {

namespace {

std::string toolkit_path(const verb_call& call) {
  return api_path({"orgs", call.args.text("--org"), "toolkits", call.args.text("SLUG")});
}

outcome<exit_code> create(const verb_call& call) {
  json_writer body;
  body.begin_object().key("slug").value(call.args.text("SLUG"));
  if (call.args.given("--name"))
    body.key("name").value(call.args.text("--name"));
  if (call.args.given("--naming"))
    body.key("naming").value(call.args.text("--naming"));
  write_owner(body, call);
  body.key("connections").begin_array();
  for (const auto& pattern : call.args.texts("--connection"))
    body.value(pattern);
  return change_at(call, "POST", api_path({"orgs", call.args.text("--org"), "toolkits"}),
                   body.end_array().end_object().take(),
                   "Created the toolkit " + call.args.text("SLUG") + ", its endpoint is ",
                   "endpoint");
}

outcome<exit_code> list(const verb_call& call) {
  return list_at(call, api_path({"orgs", call.args.text("--org"), "toolkits"}),
                 {{"SLUG", "slug"},
                  {"NAME", "name"},
                  {"OWNER", "owner"},
                  {"USER", "user"},
                  {"CONNECTIONS", "connections"},
                  {"POLICIES", "policies"},
                  {"ENDPOINT", "endpoint"}});
}

outcome<exit_code> show(const verb_call& call) {
  if (auto shown = show_at(call, toolkit_path(call)); !shown || call.json())
    return shown;
  call.term.out << "\n";
  auto shown = list_at(call, toolkit_path(call) + "/connections",
                       {{"CONNECTIONS", "pattern"}, {"ID", "id"}});
  if (!shown)
    return shown;
  call.term.out << "\n";
  return list_at(call, toolkit_path(call) + "/policies",
                 {{"POLICIES", "pattern"}, {"ACTION", "action"}, {"ID", "id"}});
}

outcome<exit_code> remove(const verb_call& call) {
  return delete_at(call, toolkit_path(call), "Deleted the toolkit " + call.args.text("SLUG") + ".");
}

outcome<exit_code> grant_pattern(const verb_call& call) {
  json_writer body;
  body.begin_object().key("pattern").value(call.args.text("PATTERN"));
  return change_at(call, "POST", toolkit_path(call) + "/connections", body.end_object().take(),
                   "The toolkit now contains ", "pattern");
}

/// Returns the id of a grant given by its pattern or its id.
outcome<std::string> find_grant(const verb_call& call, const std::string& wanted) {
  auto gate = rest_client::of(call);
  auto all = gate ? gate->ask_all(toolkit_path(call) + "/connections") : gate.error();
  if (!all)
    return all.error();
  for (const auto& one : all->root().find("items")->elements())
    if (text_of(one, "pattern") == wanted || text_of(one, "id") == wanted)
      return text_of(one, "id");
  return failure{errc::not_found, "The toolkit has no connection pattern '" + wanted + "'."};
}

outcome<exit_code> ungrant_pattern(const verb_call& call) {
  const auto& wanted = call.args.text("PATTERN");
  auto id = find_grant(call, wanted);
  if (!id)
    return id.error();
  return delete_at(call, toolkit_path(call) + "/connections/" + url_encoded(*id),
                   "The toolkit no longer contains " + wanted + ".");
}

const verb_option slug{"SLUG", "", "The toolkit.", occurs::once};
const verb_option pattern{"PATTERN", "", "A pattern of addresses, e.g. github.org.*", occurs::once};

std::vector<verb_option> create_options() {
  return with_gate_options(
      {slug,
       org_option,
       {"--connection", "PATTERN", "What is inside, e.g. github.org.*", occurs::any},
       {"--name", "NAME", "What people call it. Default: the slug."},
       {"--naming", "HOW", "prefixed (server__tool) or bare. Default: prefixed."},
       owner_option,
       user_option});
}

} // namespace

std::vector<verb> toolkit_verbs() {
  return {
      {"toolkit create",
       "Creates a toolkit: a view of tools with an endpoint of its own.",
       create_options(),
       {"gatehouse toolkit create reading --org acme --connection 'files.org.*'"},
       create},
      {"toolkit list",
       "Lists toolkits.",
       with_gate_options({org_option}),
       {"gatehouse toolkit list --org acme"},
       list},
      {"toolkit show",
       "Shows a toolkit, what is inside and its policies.",
       with_gate_options({slug, org_option}),
       {"gatehouse toolkit show reading --org acme"},
       show},
      {"toolkit delete",
       "Deletes a toolkit and its policies; its connections stay.",
       with_gate_options({slug, org_option}),
       {"gatehouse toolkit delete reading --org acme"},
       remove},
      {"toolkit grant",
       "Adds connections to a toolkit, by pattern.",
       with_gate_options({slug, pattern, org_option}),
       {"gatehouse toolkit grant reading 'github.org.main' --org acme"},
       grant_pattern},
      {"toolkit ungrant",
       "Takes connections out of a toolkit, by pattern or id.",
       with_gate_options({slug, pattern, org_option}),
       {"gatehouse toolkit ungrant reading 'github.org.main' --org acme"},
       ungrant_pattern},
  };
}

} // namespace gatehouse
