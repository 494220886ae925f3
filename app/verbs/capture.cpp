#include "app/verbs/online.hpp"
#include "storage/json/json_writer.hpp"

#include <string>

namespace gatehouse {

namespace {

/// Returns the body of what is given; without any of it there is nothing to change.
outcome<std::string> body_of(const verb_call& call, bool rules) {
  json_writer body;
  body.begin_object();
  bool any = false;
  const auto write = [&](std::string_view option, std::string_view member) {
    if (!call.args.given(option))
      return;
    any = true;
    body.key(member).value(call.args.text(option));
  };
  write("LEVEL", "level");
  if (call.args.values.contains("--most"))
    write("--most", "most");
  if (rules && (call.args.given("--redact") || call.args.given("--no-redact"))) {
    if (call.args.given("--redact") && call.args.given("--no-redact"))
      return failure{errc::invalid_argument, "Give either --redact or --no-redact."};
    any = true;
    body.key("redact").begin_array();
    for (const auto& rule : call.args.texts("--redact"))
      body.value(rule);
    body.end_array();
  }
  if (!any)
    return failure{errc::invalid_argument, "There is nothing to change: give a level or rules."};
  return body.end_object().take();
}

outcome<exit_code> capture_at(const verb_call& call, const std::string& path, bool rules) {
  auto body = body_of(call, rules);
  if (!body)
    return body.error();
  return change_at(call, "PATCH", path, *std::move(body), "Set.");
}

outcome<exit_code> capture_org(const verb_call& call) {
  return capture_at(call, api_path({"orgs", call.args.text("SLUG"), "capture"}), true);
}

outcome<exit_code> capture_connection(const verb_call& call) {
  return capture_at(
      call,
      api_path({"orgs", call.args.text("--org"), "connections", call.args.text("NAME"), "capture"}),
      true);
}

outcome<exit_code> capture_toolkit(const verb_call& call) {
  return capture_at(
      call,
      api_path({"orgs", call.args.text("--org"), "toolkits", call.args.text("SLUG"), "capture"}),
      false);
}

const verb_option redact{"--redact", "RULE",
                         "Leave this key out, or what a pointer below /arguments or /result leads "
                         "to. Replaces the rules there are.",
                         occurs::any};
const verb_option no_redact{"--no-redact", "", "No rules besides the built-in ones.", occurs::flag};

} // namespace

std::vector<verb> capture_verbs() {
  return {
      {"org capture",
       "Sets what is captured of arguments and results.",
       with_gate_options({{"SLUG", "", "The organization.", occurs::once},
                          {"LEVEL", "", "none, digest, redacted or full."},
                          {"--most", "LEVEL", "No toolkit or connection goes above it."},
                          redact,
                          no_redact}),
       {"gatehouse org capture acme redacted --redact iban",
        "gatehouse org capture acme --most digest"},
       capture_org},
      {"connection capture",
       "Sets what is captured of calls to a connection.",
       with_gate_options({{"NAME", "", "Its name, address or id.", occurs::once},
                          {"LEVEL", "", "none, digest, redacted, full or inherit."},
                          redact,
                          no_redact,
                          org_option}),
       {"gatehouse connection capture github full --org acme",
        "gatehouse connection capture crm redacted --redact '/result/structuredContent/*/ssn' "
        "--org acme"},
       capture_connection},
      {"toolkit capture",
       "Sets what is captured of calls through a toolkit.",
       with_gate_options({{"SLUG", "", "The toolkit.", occurs::once},
                          {"LEVEL", "", "none, digest, redacted, full or inherit.", occurs::once},
                          org_option}),
       {"gatehouse toolkit capture support none --org acme"},
       capture_toolkit},
  };
}

} // namespace gatehouse
