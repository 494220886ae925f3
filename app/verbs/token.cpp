#include "app/verbs/online.hpp"
#include "storage/json/json_writer.hpp"

#include <ostream>

namespace gatehouse {

namespace {

/// Returns the path of the tokens: of an organization, or of the operator without one.
std::string tokens_path(const verb_call& call) {
  const auto& org = call.args.text("--org");
  return org.empty() ? api_path({"tokens"}) : api_path({"orgs", org, "tokens"});
}

outcome<exit_code> mint(const verb_call& call) {
  json_writer body;
  body.begin_object().key("name").value(call.args.text("--name"));
  if (call.args.given("--role"))
    body.key("role").value(call.args.text("--role"));
  if (call.args.given("--user"))
    body.key("user").value(call.args.text("--user"));
  auto minted = change_at(call, "POST", tokens_path(call), body.end_object().take(), "", "token");
  if (minted && call.term.interactive)
    call.term.err << "Keep it: it is shown this once.\n";
  return minted;
}

outcome<exit_code> list(const verb_call& call) {
  std::vector<column> columns{{"ID", "id"}, {"PREFIX", "prefix"}, {"NAME", "name"}};
  if (!call.args.text("--org").empty())
    columns.insert(columns.end(), {{"ROLE", "role"}, {"USER", "user"}});
  columns.insert(columns.end(), {{"MINTED", "minted_at"}, {"BY", "minted_by"}});
  return list_at(call, tokens_path(call), columns);
}

outcome<exit_code> revoke(const verb_call& call) {
  const auto& id = call.args.text("ID");
  return delete_at(call, tokens_path(call) + "/" + url_encoded(id), "Revoked " + id + ".");
}

const verb_option org{"--org",
                      "SLUG",
                      "The organization; without it the operator's own tokens.",
                      occurs::at_most_once,
                      {},
                      "GATEHOUSE_ORG"};

} // namespace

std::vector<verb> token_verbs() {
  return {
      {"token mint",
       "Mints a token and prints it, this once.",
       with_gate_options(
           {org,
            {"--name", "NAME", "What it is for."},
            {"--role", "ROLE", "reader, member, admin or owner; the server's default is member."},
            {"--user", "NAME", "Whose it is; becomes a member. Without: the organization's."}}),
       {"gatehouse token mint --org acme --name ci",
        "gatehouse token mint --org acme --user alice --role admin",
        "export GATEHOUSE_TOKEN=$(gatehouse token mint --org acme --keys data.keys)"},
       mint},
      {"token list",
       "Lists tokens; never the tokens themselves.",
       with_gate_options({org}),
       {"gatehouse token list --org acme"},
       list},
      {"token revoke",
       "Revokes a token; it is refused from the next request on.",
       with_gate_options({{"ID", "", "The token's id.", occurs::once}, org}),
       {"gatehouse token revoke tok_01h... --org acme"},
       revoke},
  };
}

} // namespace gatehouse
