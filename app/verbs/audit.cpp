#include "app/verbs/online.hpp"

#include <algorithm>
#include <chrono>
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

std::string audit_path(const verb_call& call, std::string_view below = {}) {
  auto path = api_path({"orgs", call.args.text("--org"), "audit"});
  return below.empty() ? path : path + "/" + url_encoded(below);
}

/// Returns the filters as a query, and `more` parameters with them.
std::string filters(const verb_call& call, const std::string& more) {
  const auto& args = call.args;
  auto query = query_of({{"principal", args.text("--principal")},
                         {"session", args.text("--session")},
                         {"toolkit", args.text("--toolkit")},
                         {"tool", args.text("--tool")},
                         {"decision", args.text("--decision")},
                         {"outcome", args.text("--outcome")},
                         {"from", args.text("--from")},
                         {"until", args.text("--until")}});
  return query + (query.empty() ? "?" : "&") + more;
}

void print_entries(const verb_call& call, const json_text_value& page) {
  if (call.json())
    call.term.out << page.text() << "\n";
  else
    print_table(call.term, page.root().find("items")->elements(), audit_columns());
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
  return show_at(call, audit_path(call, call.args.text("CALL")));
}

/// Returns the highest position of a page, `before` if it is empty.
std::int64_t last_position(const json_text_value& page, std::int64_t before) {
  for (const auto& entry : page.root().find("items")->elements())
    if (auto position = entry.find("position"))
      before = std::max(before, position->as_int64().value_or(0));
  return before;
}

void print_followed(const verb_call& call, const json_text_value& page) {
  for (const auto& entry : page.root().find("items")->elements()) {
    if (call.json()) {
      call.term.out << entry.raw() << "\n";
      continue;
    }
    for (const auto& one : audit_columns())
      call.term.out << shown_member(entry, one.member) << "  ";
    call.term.out << "\n";
  }
  call.term.out.flush();
}

outcome<exit_code> follow(const verb_call& call) {
  using namespace std::chrono_literals;
  auto gate = rest_client::of(call);
  auto newest = gate ? gate->ask("GET", audit_path(call) + "?limit=1") : gate.error();
  if (!newest)
    return newest.error();
  auto position = last_position(*newest, 0);
  auto seen = position;
  for (std::string cursor; call.term.out.good();) {
    auto more = "order=oldest&limit=200&after=" + std::to_string(position);
    more += cursor.empty() ? "" : "&cursor=" + url_encoded(cursor);
    auto page = gate->ask("GET", audit_path(call) + filters(call, more));
    if (!page)
      return page.error();
    print_followed(call, *page);
    cursor = text_of(page->root(), "next");
    seen = last_position(*page, seen);
    if (!cursor.empty())
      continue;
    position = seen;
    std::this_thread::sleep_for(1s);
  }
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
    next = part->header("gatehouse-next");
  } while (!next.empty());
  if (!call.term.out.flush())
    return failure{errc::io_failed, "The output cannot be written."};
  return exit_code::ok;
}

std::vector<verb_option> with_filters(std::vector<verb_option> own) {
  for (const verb_option& one :
       {org_option, verb_option{"--principal", "ID", "Only this caller's."},
        verb_option{"--session", "ID", "Only of this session."},
        verb_option{"--toolkit", "SLUG", "Only through this toolkit."},
        verb_option{"--tool", "NAME", "Only this tool, by name or address."},
        verb_option{"--decision", "WHAT", "allow or deny."},
        verb_option{"--outcome", "WHAT", "open, ok, tool_error, failed, denied or interrupted."},
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
       with_gate_options({{"CALL", "", "The call's id.", occurs::once}, org_option}),
       {"gatehouse audit show call_01h... --org acme"},
       show},
      {"audit follow",
       "Prints calls as they come, until interrupted; one still running shows as open.",
       with_filters({}),
       {"gatehouse audit follow --org acme --json"},
       follow},
      {"audit export",
       "Prints all entries, oldest first.",
       with_filters({{"--format", "FORMAT", "ndjson or csv.", occurs::at_most_once, "ndjson"}}),
       {"gatehouse audit export --org acme --format csv > audit.csv"},
       export_all},
  };
}

} // namespace gatehouse
