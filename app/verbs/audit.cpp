#include "app/verbs/online.hpp"

#include <ostream>
#include <thread>

namespace gatehouse {

namespace {

const std::vector<column>& audit_columns() {
  static const std::vector<column> columns{{"AT", "at"},
                                           {"TOOL", "tool"},
                                           {"DECISION", "decision"},
                                           {"OUTCOME", "outcome"},
                                           {"REASON", "reason"},
                                           {"PATTERN", "pattern"},
                                           {"PRINCIPAL", "principal"},
                                           {"CALL", "call"}};
  return columns;
}

const std::vector<column>& summary_columns() {
  static const std::vector<column> columns{{"TOOL", "tool"},
                                           {"CALLS", "calls"},
                                           {"DENIED", "decisions.deny"},
                                           {"OK", "outcomes.ok"},
                                           {"TOOL ERROR", "outcomes.tool_error"},
                                           {"FAILED", "outcomes.failed"},
                                           {"P50 US", "p50_us"},
                                           {"P95 US", "p95_us"},
                                           {"P99 US", "p99_us"}};
  return columns;
}

/// Returns a number as it is, and an object of numbers as `name number, ...`.
std::string shown_counts(const json_value& value) {
  if (value.kind() != json_kind::object)
    return std::string{value.raw()};
  std::string all;
  for (const auto& [name, one] : value.members())
    if (one.kind() != json_kind::object)
      all += (all.empty() ? "" : ", ") + name + " " + std::string{one.raw()};
  return all;
}

std::string audit_path(const verb_call& call, std::string_view below = {}) {
  auto path = api_path({"orgs", call.args.text("--org"), "audit"});
  return below.empty() ? path : path + "/" + url_encoded(below);
}

/// Returns the filters as a query, and `more` parameters with them.
std::string filters(const verb_call& call, const std::string& more = {}) {
  const auto& args = call.args;
  auto query = query_of({{"principal", args.text("--principal")},
                         {"principal_kind", args.text("--principal-kind")},
                         {"session", args.text("--session")},
                         {"toolkit", args.text("--toolkit")},
                         {"tool", args.text("--tool")},
                         {"decision", args.text("--decision")},
                         {"outcome", args.text("--outcome")},
                         {"rule", args.text("--rule")},
                         {"from", args.text("--from")},
                         {"until", args.text("--until")}});
  return more.empty() ? query : query + (query.empty() ? "?" : "&") + more;
}

void print_entries(const verb_call& call, const json_text_value& page) {
  if (call.json())
    call.term.out << page.text() << "\n";
  else
    print_table(call.term, page.root().find("items")->elements(), audit_columns());
  if (page.root().find("items")->size() == 0 && !filters(call).empty())
    call.term.err << "No call matches these filters.\n";
}

outcome<exit_code> list(const verb_call& call) {
  auto gate = rest_client::of(call);
  auto more = "order=" + url_encoded(call.args.text("--order")) +
              "&limit=" + url_encoded(call.args.text("--limit"));
  if (call.args.given("--cursor"))
    more += "&cursor=" + url_encoded(call.args.text("--cursor"));
  auto page = gate ? gate->ask("GET", audit_path(call) + filters(call, more)) : gate.error();
  if (!page)
    return page.error();
  print_entries(call, *page);
  if (const auto next = text_of(page->root(), "next"); !next.empty() && !call.json())
    call.term.err << "More: --cursor " << harmless(next) << "\n";
  return exit_code::ok;
}

outcome<exit_code> show(const verb_call& call) {
  const auto path = audit_path(call, call.args.text("CALL"));
  if (!call.args.given("--content"))
    return show_at(call, path);
  auto gate = rest_client::of(call);
  auto content = gate ? gate->ask("POST", path + "/content") : gate.error();
  if (!content)
    return content.error();
  if (call.json())
    call.term.out << content->text() << "\n";
  else
    print_object(call.term, content->root());
  return exit_code::ok;
}

void print_followed(const verb_call& call, const std::string& json) {
  auto entry = json_text_value::parse(json);
  if (call.json() || !entry) {
    call.term.out << json << "\n";
  } else {
    for (const auto& one : audit_columns())
      call.term.out << shown_member(entry->root(), one.member) << "  ";
    call.term.out << "\n";
  }
  call.term.out.flush();
}

/// A stream that ends, as when the gateway is started anew, is taken up where it broke off.
outcome<exit_code> follow(const verb_call& call) {
  auto gate = rest_client::of(call);
  if (!gate)
    return gate.error();
  const auto path = audit_path(call, "follow") + filters(call);
  std::string last_id = call.args.text("--after");
  while (call.term.out.good()) {
    auto heard = gate->listen(path, last_id, [&](const std::string& json) {
      print_followed(call, json);
      return call.term.out.good();
    });
    if (!heard)
      return heard.error();
    if (call.term.out.good())
      std::this_thread::sleep_for(limits::stream_retry);
  }
  return exit_code::ok;
}

outcome<exit_code> summarize(const verb_call& call) {
  auto gate = rest_client::of(call);
  auto made = gate ? gate->ask("GET", audit_path(call, "summary") + filters(call)) : gate.error();
  if (!made)
    return made.error();
  if (call.json()) {
    call.term.out << made->text() << "\n";
    return exit_code::ok;
  }
  for (const auto& [name, value] : made->root().members())
    if (name != "tools")
      call.term.out << bold(call.term, name) << ": " << shown_counts(value) << "\n";
  print_table(call.term, made->root().find("tools")->elements(), summary_columns());
  return exit_code::ok;
}

outcome<exit_code> export_all(const verb_call& call) {
  auto gate = rest_client::of(call);
  if (!gate)
    return gate.error();
  const auto path = audit_path(call, "export") +
                    filters(call, "format=" + url_encoded(call.args.text("--format")));
  std::string next;
  do {
    auto part = gate->send("GET", path + (next.empty() ? "" : "&cursor=" + url_encoded(next)));
    if (!part)
      return part.error();
    call.term.out << part->body;
    if (!call.term.out.flush())
      return failure{errc::io_failed,
                     "The output cannot be written; what is there of the export is "
                     "not all. Is the disk full?"};
    next = part->header("gatehouse-next");
  } while (!next.empty());
  return exit_code::ok;
}

std::vector<verb_option> with_filters(std::vector<verb_option> own) {
  for (const verb_option& one :
       {org_option,
        verb_option{"--principal", "NAME",
                    "Only this caller's: a user's name, or any caller's id."},
        verb_option{"--principal-kind", "KIND", "Only of an operator, a user or a token."},
        verb_option{"--session", "ID", "Only of this session."},
        verb_option{"--toolkit", "SLUG", "Only through this toolkit."},
        verb_option{"--tool", "NAME", "Only this tool, by name or address."},
        verb_option{"--decision", "WHAT", "allow or deny."},
        verb_option{"--outcome", "WHAT", "open, ok, tool_error, failed, denied or interrupted."},
        verb_option{"--rule", "ID", "Only what this policy decided."},
        verb_option{"--from", "TIME", "Not before, e.g. 2025-01-31T12:00:00Z."},
        verb_option{"--until", "TIME", "Before."}})
    own.push_back(one);
  return with_gate_options(std::move(own));
}

} // namespace

std::vector<verb> audit_verbs() {
  return {
      {"audit list",
       "Lists calls, what was decided about them and how they ended.",
       with_filters(
           {{"--order", "ORDER", "newest or oldest first.", occurs::at_most_once, "newest"},
            {"--limit", "N", "At most so many, up to 200.", occurs::at_most_once, "25"},
            {"--cursor", "TEXT", "The next page, as the one before says."}}),
       {"gatehouse audit list --org acme --decision deny",
        "gatehouse audit list --org acme --tool files__read_file --limit 200 --json"},
       list},
      {"audit show",
       "Shows all that is recorded of one call.",
       with_gate_options(
           {{"CALL", "", "The call's id.", occurs::once},
            {"--content", "",
             "Shows what was captured of arguments and result instead; the read is recorded.",
             occurs::flag},
            org_option}),
       {"gatehouse audit show call_01h... --org acme",
        "gatehouse audit show call_01h... --org acme --content"},
       show},
      {"audit follow",
       "Prints calls as they begin and again as they end, until interrupted.",
       with_filters({{"--after", "POSITION", "Begin behind this journal position, not now."}}),
       {"gatehouse audit follow --org acme --json",
        "gatehouse audit follow --org acme --after 0 --decision deny"},
       follow},
      {"audit summary",
       "Counts calls by decision, outcome and tool, with percentiles of their durations.",
       with_filters({}),
       {"gatehouse audit summary --org acme --from 2026-01-31T00:00:00Z"},
       summarize},
      {"audit export",
       "Prints all entries, oldest first.",
       with_filters({{"--format", "FORMAT", "ndjson or csv.", occurs::at_most_once, "ndjson"}}),
       {"gatehouse audit export --org acme --format csv > audit.csv"},
       export_all},
  };
}

} // namespace gatehouse
