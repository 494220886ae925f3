#include "app/verbs/online.hpp"
#include "storage/json/json_writer.hpp"

#include <istream>
#include <ostream>

namespace gatehouse {

namespace {

/// Asks whoever sits at the terminal; elsewhere `--yes` is the only way.
outcome<nothing> confirmed(const verb_call& call, const std::string& what,
                           const std::string& name) {
  if (call.args.given("--yes"))
    return nothing{};
  if (!call.term.interactive)
    return failure{errc::invalid_argument, "This erases " + what + " for ever; add --yes."};
  call.term.err << "This erases " << harmless(what) << " for ever. Type \"" << harmless(name)
                << "\" to go on: " << std::flush;
  std::string typed;
  std::getline(call.term.in, typed);
  if (typed == name)
    return nothing{};
  return failure{errc::cancelled, "Nothing was erased."};
}

outcome<exit_code> erase_content(const verb_call& call, const std::string& org,
                                 const std::string& user) {
  const auto& name = user.empty() ? org : user;
  const auto what = user.empty() ? "what was captured of calls of " + org + " and all its users"
                                 : "what was captured of the calls of " + user + " in " + org;
  if (auto sure = confirmed(call, what, name); !sure)
    return sure.error();
  json_writer body;
  body.begin_object().key("confirm_name").value(name);
  if (!user.empty())
    body.key("user").value(user);
  return change_at(call, "POST", api_path({"orgs", org, "erasure"}), body.end_object().take(),
                   "Erased " + what + "; the record of the calls stays.");
}

outcome<exit_code> erase_org(const verb_call& call) {
  return erase_content(call, call.args.text("SLUG"), {});
}

outcome<exit_code> erase_user(const verb_call& call) {
  return erase_content(call, call.args.text("--org"), call.args.text("NAME"));
}

outcome<exit_code> erase_secret(const verb_call& call) {
  json_writer body;
  body.begin_object();
  std::string what = "the query";
  for (const std::string member : {"env", "header"})
    if (call.args.given("--" + member)) {
      what = call.args.text("--" + member);
      body.key(member).value(what);
    }
  if (call.args.given("--query"))
    body.key("query").value(true);
  const auto& connection = call.args.text("NAME");
  if (auto sure = confirmed(call, "the value of " + what + " of " + connection, connection); !sure)
    return sure.error();
  return change_at(
      call, "POST",
      api_path({"orgs", call.args.text("--org"), "connections", connection, "erasure"}),
      body.end_object().take(), "Erased the value of " + what + " of " + connection + ".");
}

outcome<exit_code> rotate(const verb_call& call) {
  json_writer body;
  body.begin_object();
  if (call.args.given("--user"))
    body.key("user").value(call.args.text("--user"));
  return change_at(call, "POST", api_path({"orgs", call.args.text("SLUG"), "data-key"}),
                   body.end_object().take(),
                   "New content is sealed under a new key; the old stays readable.");
}

const verb_option slug{"SLUG", "", "The organization.", occurs::once};
const verb_option yes{"--yes", "", "Do not ask.", occurs::flag};

} // namespace

std::vector<verb> erasure_verbs() {
  return {
      {"org rotate-key",
       "Seals new captured content under a new key.",
       with_gate_options({slug, {"--user", "NAME", "That of this user."}}),
       {"gatehouse org rotate-key acme"},
       rotate},
      {"org erase",
       "Erases captured content of an organization and its users for ever; the record stays.",
       with_gate_options({slug, yes}),
       {"gatehouse org erase acme --yes"},
       erase_org},
      {"user erase",
       "Erases captured content of a user's calls for ever; the record stays.",
       with_gate_options({{"NAME", "", "The user.", occurs::once}, org_option, yes}),
       {"gatehouse user erase ann --org acme"},
       erase_user},
      {"connection erase-secret",
       "Erases a secret value of a connection for ever, and ends what was started with it.",
       with_gate_options({{"NAME", "", "Its name, address or id.", occurs::once},
                          {"--env", "NAME", "Of this variable."},
                          {"--header", "NAME", "Or of this header."},
                          {"--query", "", "Or the query of its URL.", occurs::flag},
                          org_option,
                          yes}),
       {"gatehouse connection erase-secret github --env GITHUB_TOKEN --org acme"},
       erase_secret},
  };
}

} // namespace gatehouse
