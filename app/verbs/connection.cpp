#include "app/verbs/online.hpp"
#include "app/verbs/owner_options.hpp"
#include "app/words.hpp"
#include "events/core/limits.hpp"
#include "storage/json/json_writer.hpp"

#include <charconv>
#include <ostream>

namespace gatehouse {

namespace {

std::string connection_path(const verb_call& call, const std::string& name) {
  return api_path({"orgs", call.args.text("--org"), "connections", name});
}

/// Writes a member of `K=V` pairs; `K` alone takes its value from our own environment, so that a
/// secret need not stand on a command line.
outcome<nothing> write_pairs(json_writer& body, const verb_call& call, std::string_view option,
                             std::string_view member) {
  if (!call.args.given(option))
    return nothing{};
  body.key(member).begin_object();
  std::size_t number = 0;
  for (const auto& pair : call.args.texts(option)) {
    ++number;
    const auto name = pair.substr(0, pair.find('='));
    auto value = name.size() < pair.size() ? std::optional{pair.substr(name.size() + 1)}
                                           : call.term.environment(name);
    if (name.empty() || !value)
      // What was given may be the secret itself, so it is not said again.
      return failure{errc::invalid_argument,
                     std::string{option} + " number " + std::to_string(number) +
                         " has no value: give K=V, or K alone where your variable K is set."};
    body.key(name).value(*value);
  }
  body.end_object();
  return nothing{};
}

outcome<std::uint64_t> read_timeout(const std::string& text) {
  constexpr std::chrono::seconds most{limits::session_expiry};
  std::chrono::seconds::rep seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds < 1 ||
      seconds > most.count())
    return failure{errc::invalid_argument, "--timeout must be a number of seconds from 1 to " +
                                               std::to_string(most.count()) + "."};
  return static_cast<std::uint64_t>(seconds);
}

outcome<exit_code> add(const verb_call& call) {
  json_writer body;
  body.begin_object().key("name").value(call.args.text("NAME"));
  write_owner(body, call);
  if (call.args.given("--stdio")) {
    auto words = split_words(call.args.text("--stdio"));
    if (!words)
      return words.error();
    body.key("command").begin_array();
    for (const auto& word : *words)
      body.value(word);
    body.end_array();
  }
  if (call.args.given("--url"))
    body.key("url").value(call.args.text("--url"));
  if (call.args.given("--drift"))
    body.key("drift").value(call.args.text("--drift"));
  if (call.args.given("--sharing"))
    body.key("sharing").value(call.args.text("--sharing"));
  if (call.args.given("--timeout")) {
    auto seconds = read_timeout(call.args.text("--timeout"));
    if (!seconds)
      return seconds.error();
    body.key("timeout_s").value(*seconds);
  }
  auto written = write_pairs(body, call, "--env", "env");
  if (written)
    written = write_pairs(body, call, "--header", "headers");
  if (!written)
    return written.error();
  return change_at(call, "POST", api_path({"orgs", call.args.text("--org"), "connections"}),
                   body.end_object().take(), "Added ", "address");
}

outcome<exit_code> list(const verb_call& call) {
  return list_at(call, api_path({"orgs", call.args.text("--org"), "connections"}),
                 {{"ADDRESS", "address"},
                  {"TRANSPORT", "transport"},
                  {"HEALTHY", "healthy"},
                  {"REASON", "reason"},
                  {"TOOLS", "tool_count"},
                  {"SERVER", "server.name"},
                  {"CHECKED", "checked_at"}});
}

outcome<exit_code> show(const verb_call& call) {
  return show_at(call, connection_path(call, call.args.text("NAME")));
}

outcome<exit_code> test(const verb_call& call) {
  auto gate = rest_client::of(call);
  auto report = gate ? gate->ask("POST", connection_path(call, call.args.text("NAME")) + "/test")
                     : gate.error();
  if (!report)
    return report.error();
  if (call.json())
    call.term.out << report->text() << "\n";
  else
    print_object(call.term, report->root());
  return exit_code::ok;
}

outcome<exit_code> remove(const verb_call& call) {
  const auto& name = call.args.text("NAME");
  return delete_at(call, connection_path(call, name), "Removed " + name + ".");
}

/// Prints what is not as it was accepted; each place that differs on a line of its own.
void print_pins(const terminal& where, const json_value& pins) {
  bool any = false;
  for (const auto& one : pins.find("items")->elements()) {
    if (text_of(one, "state") == "accepted")
      continue;
    any = true;
    where.out << shown_member(one, "tool") << ": " << shown_member(one, "state");
    if (one.find("class"))
      where.out << ", " << shown_member(one, "class");
    if (auto withheld = one.find("withheld"); withheld && withheld->as_bool() == true)
      where.out << ", withheld";
    where.out << "\n";
    if (auto changed = one.find("changed"))
      for (const auto& field : changed->elements())
        where.out << "  " << shown_member(field, "pointer") << " " << shown_member(field, "class")
                  << "\n";
  }
  if (!any)
    where.out << "All tools are as they were accepted.\n";
  where.out << "Catalog " << shown_member(pins, "digest") << "\n";
}

outcome<exit_code> print_pins_of(const verb_call& call, std::string method,
                                 const std::string& below, std::string body) {
  auto gate = rest_client::of(call);
  auto path = connection_path(call, call.args.text("NAME")) + below;
  auto all = gate ? gate->ask(std::move(method), path, std::move(body)) : gate.error();
  if (!all)
    return all.error();
  if (call.json())
    call.term.out << all->text() << "\n";
  else
    print_pins(call.term, all->root());
  return exit_code::ok;
}

outcome<exit_code> pins(const verb_call& call) {
  return print_pins_of(call, "GET", "/pins", {});
}

outcome<exit_code> accept(const verb_call& call) {
  json_writer body;
  body.begin_object().key("tools").begin_array();
  if (call.args.given("--tool"))
    for (const auto& tool : call.args.texts("--tool"))
      body.value(tool);
  body.end_array();
  if (call.args.given("--digest"))
    body.key("digest").value(call.args.text("--digest"));
  return print_pins_of(call, "POST", "/pins", body.end_object().take());
}

outcome<exit_code> set_drift(const verb_call& call) {
  json_writer body;
  body.begin_object().key("drift").value(call.args.text("ANSWER")).end_object();
  return print_pins_of(call, "PATCH", {}, body.take());
}

const verb_option name{"NAME", "", "Its name, address or id.", occurs::once};

std::vector<verb_option> add_options() {
  return with_gate_options(
      {{"NAME", "", "INTEGRATION or INTEGRATION.CONNECTION, e.g. github.", occurs::once},
       org_option,
       {"--stdio", "COMMAND", "Run this program; split into words as by a shell, without one."},
       {"--url", "URL", "Or dial this MCP server."},
       {"--env", "K=V", "A variable of the program; K alone copies yours.", occurs::any},
       {"--header", "K=V", "A header of each request; K alone copies your variable.", occurs::any},
       {"--drift", "ANSWER", "When a tool changes: allow, warn or quarantine. Default: warn."},
       {"--sharing", "HOW",
        "One client for all sessions (shared), one for each (session), or whichever the server "
        "needs (auto). Default: auto."},
       {"--timeout", "SECONDS", "How long a request may take, 1 to 1800. Default: 60."},
       owner_option,
       user_option});
}

} // namespace

std::vector<verb> connection_verbs() {
  return {
      {"connection add",
       "Adds a connection to an MCP server.",
       add_options(),
       {"gatehouse connection add files --org acme --stdio 'npx -y "
        "@modelcontextprotocol/server-filesystem /srv'",
        "gatehouse connection add github --org acme --url http://127.0.0.1:9000/mcp "
        "--header 'Authorization=Bearer ...'",
        "GITHUB_TOKEN=... gatehouse connection add github --org acme --stdio github-mcp "
        "--env GITHUB_TOKEN"},
       add},
      {"connection list",
       "Lists connections and their health.",
       with_gate_options({org_option}),
       {"gatehouse connection list --org acme"},
       list},
      {"connection show",
       "Shows a connection and its catalog; of secrets only the names.",
       with_gate_options({name, org_option}),
       {"gatehouse connection show github --org acme"},
       show},
      {"connection test",
       "Connects now and lists the tools.",
       with_gate_options({name, org_option}),
       {"gatehouse connection test github --org acme"},
       test},
      {"connection pins",
       "Shows which tools are not what they were when they were accepted, and what differs.",
       with_gate_options({name, org_option}),
       {"gatehouse connection pins github --org acme"},
       pins},
      {"connection accept",
       "Accepts the tools of a connection as they are listed now.",
       with_gate_options(
           {name,
            {"--tool", "TOOL", "Only this one, by its server's name. Default: all.", occurs::any},
            {"--digest", "HEX", "Only if the catalog is still the one that 'pins' showed."},
            org_option}),
       {"gatehouse connection accept github --org acme --digest 9f86d081..."},
       accept},
      {"connection drift",
       "Sets what follows when a tool changes: allow, warn or quarantine.",
       with_gate_options(
           {name, {"ANSWER", "", "allow, warn or quarantine.", occurs::once}, org_option}),
       {"gatehouse connection drift github quarantine --org acme"},
       set_drift},
      {"connection remove",
       "Removes a connection and its secrets.",
       with_gate_options({name, org_option}),
       {"gatehouse connection remove github --org acme"},
       remove},
  };
}

} // namespace gatehouse
