#include "app/output/table.hpp"
#include "app/verbs/data_folder.hpp"
#include "app/verbs/online.hpp"
#include "storage/json/fields_json.hpp"
#include "storage/past/past_access.hpp"
#include "storage/past/past_state.hpp"
#include "storage/past/rejudge.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <ostream>

namespace gatehouse {

namespace {

const verb_option at_option{"--at", "MOMENT",
                            "A journal position, or a time such as 2026-01-31T12:00:00Z; without: "
                            "the end of the record."};
const verb_option json_option{"--json", "", "Print JSON.", occurs::flag};

outcome<moment> moment_at(const verb_call& call, std::string_view option) {
  auto at = read_moment(call.args.text(option));
  if (!at)
    return failure{errc::invalid_argument,
                   std::string{option} + " must be a position or an RFC 3339 time."};
  return *at;
}

outcome<exit_code> print(const verb_call& call, const outcome<std::string>& json) {
  if (!json)
    return json.error();
  auto value = json_text_value::parse(*json);
  if (!value)
    return value.error();
  if (call.json())
    call.term.out << value->text() << "\n";
  else
    print_object(call.term, value->root());
  return exit_code::ok;
}

// -- state ----------------------------------------------------------------------------------------

outcome<exit_code> state(const verb_call& call) {
  auto log = open_whole_log(call, call.args.text("DIR"));
  auto at = log ? moment_at(call, "--at") : log.error();
  return at ? print(call, state_at(**log, {call.args.text("STREAM")}, *at)) : at.error();
}

// -- access ---------------------------------------------------------------------------------------

/// Returns the toolkit that `--toolkit` names; null without it.
outcome<const folded_state<toolkit>*> kit_of(const past_org& at, const std::string& slug) {
  if (slug.empty())
    return static_cast<const folded_state<toolkit>*>(nullptr);
  const auto* kit = at.find_toolkit(slug);
  if (kit == nullptr)
    return failure{errc::not_found, "There was no toolkit \"" + slug + "\" then."};
  return kit;
}

outcome<std::vector<past_tool>> tools_then(const verb_call& call) {
  auto log = open_log(call.args.text("DIR"));
  auto at = log ? moment_at(call, "--at") : log.error();
  auto org = at ? fold_org(**log, call.args.text("--org"), *at) : at.error();
  auto kit = org ? kit_of(*org, call.args.text("--toolkit")) : org.error();
  return kit ? access_of(*org, {call.args.text("PRINCIPAL")}, *kit) : kit.error();
}

outcome<exit_code> access(const verb_call& call) {
  auto tools = tools_then(call);
  if (!tools)
    return tools.error();
  json_writer out;
  out.begin_object().key("items").begin_array();
  for (const auto& one : *tools) {
    out.begin_object().key("address").value(one.address);
    out.key("action").value(name_of(one.judged.action));
    out.key("source").value(name_of(one.judged.source)).key("pattern").value(one.judged.pattern);
    out.key("rule").value(one.judged.rule.value).end_object();
  }
  auto listed = json_text_value::parse(out.end_array().end_object().take());
  if (!listed)
    return listed.error();
  if (call.json())
    call.term.out << listed->text() << "\n";
  else
    print_table(call.term, listed->root().find("items")->elements(),
                {{"ADDRESS", "address"},
                 {"ACTION", "action"},
                 {"SOURCE", "source"},
                 {"PATTERN", "pattern"},
                 {"RULE", "rule"}});
  return exit_code::ok;
}

// -- rejudge --------------------------------------------------------------------------------------

/// Returns the toolkit that `SLUG` or `SLUG@VERSION` names, as it is, or was at that version.
outcome<std::optional<folded_state<toolkit>>> other_kit(const log_store& log, const past_org& org,
                                                        const std::string& text) {
  if (text.empty())
    return std::optional<folded_state<toolkit>>{};
  const auto mark = text.find('@');
  const auto* now = org.find_toolkit(text.substr(0, mark));
  if (now == nullptr)
    return failure{errc::not_found, "There is no toolkit \"" + text.substr(0, mark) + "\"."};
  if (mark == std::string::npos)
    return std::optional{*now};
  stream_version version;
  const auto* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data() + mark + 1, end, version.value);
  if (error != std::errc{} || stop != end)
    return failure{errc::invalid_argument, "--toolkit must be SLUG or SLUG@VERSION."};
  auto then = toolkit_at(log, now->state.id, version);
  if (!then)
    return then.error();
  return std::optional{*std::move(then)};
}

outcome<nothing> take_policy_file(const std::string& path, past_org& org,
                                  folded_state<toolkit>* kit) {
  if (path.empty())
    return nothing{};
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (!file)
    return failure{errc::io_failed, path + " cannot be read."};
  auto replaced = replace_rules(org, kit, text);
  if (replaced)
    return replaced;
  return failure{errc::invalid_argument, path + " is no list of policies: " +
                                             std::string{info(replaced.error().code).sentence} +
                                             " " + replaced.error().detail};
}

void show_judgement(json_writer& out, std::string_view name, const judgement& judged) {
  out.key(name).begin_object().key("action").value(name_of(judged.action));
  out.key("source").value(name_of(judged.source)).key("pattern").value(judged.pattern);
  out.key("rule").value(judged.rule.value).end_object();
}

void show_example(json_writer& out, const rejudged_call& one) {
  out.begin_object().key("position").value(one.position.value).key("at").value(to_rfc3339(one.at));
  out.key("call").value(one.call.value).key("principal").value(one.principal.value);
  out.key("tool").value(one.tool).key("address").value(one.address);
  show_judgement(out, "before", one.before);
  show_judgement(out, "after", one.after);
  out.end_object();
}

std::string show_report(const rejudge_report& report) {
  json_writer out;
  out.begin_object().key("calls").value(report.calls).key("unjudged").value(report.unjudged);
  for (std::size_t kind = 0; kind < report.kinds; ++kind)
    out.key(enum_names<verdict>::names[kind]).value(report.counts[kind]);
  out.key("examples").begin_object();
  for (std::size_t kind = 1; kind < report.kinds; ++kind) {
    out.key(enum_names<verdict>::names[kind]).begin_array();
    for (const auto& one : report.examples[kind])
      show_example(out, one);
    out.end_array();
  }
  return out.end_object().end_object().take();
}

void print_report(const verb_call& call, const json_value& report) {
  for (const auto& [name, value] : report.members())
    if (name != "examples")
      call.term.out << bold(call.term, name) << ": " << value.raw() << "\n";
  for (const auto& [name, examples] : report.find("examples")->members()) {
    if (examples.size() == 0)
      continue;
    call.term.out << "\n" << bold(call.term, name) << ", for example:\n";
    print_table(call.term, examples.elements(),
                {{"AT", "at"},
                 {"TOOL", "tool"},
                 {"PRINCIPAL", "principal"},
                 {"BEFORE", "before.action"},
                 {"BY", "before.pattern"},
                 {"AFTER", "after.action"},
                 {"BY", "after.pattern"},
                 {"CALL", "call"}});
  }
}

outcome<rejudge_report> judge_again(const verb_call& call) {
  auto log = open_whole_log(call, call.args.text("DIR"));
  auto from = log ? moment_at(call, "--from") : log.error();
  auto until = from ? moment_at(call, "--until") : from.error();
  auto org = until ? fold_org(**log, call.args.text("--org"), {}) : until.error();
  auto kit = org ? other_kit(**log, *org, call.args.text("--toolkit")) : org.error();
  if (!kit)
    return kit.error();
  auto* by = *kit ? &**kit : nullptr;
  if (auto taken = take_policy_file(call.args.text("--policy"), *org, by); !taken)
    return taken.error();
  rejudge_range range{by == nullptr ? toolkit_id{} : by->state.id, {}, *until};
  if (call.args.given("--from"))
    range.from = *from;
  return rejudge(**log, *org, by, range);
}

outcome<exit_code> rejudge_folder(const verb_call& call) {
  auto report = judge_again(call);
  if (!report)
    return report.error();
  auto shown = json_text_value::parse(show_report(*report));
  if (!shown)
    return shown.error();
  if (call.json())
    call.term.out << shown->text() << "\n";
  else
    print_report(call, shown->root());
  return exit_code::ok;
}

} // namespace

std::vector<verb> past_verbs() {
  return {
      {"state",
       "Prints the state of a stream as it was at a moment; needs no server.",
       {data_folder_operand,
        {"STREAM", "", "The stream, e.g. toolkit/tk_1.", occurs::once},
        at_option,
        archive_option,
        json_option},
       {"gatehouse state /var/lib/gatehouse instance",
        "gatehouse state /var/lib/gatehouse toolkit/tk_1 --at 2026-01-31T12:00:00Z --json"},
       state},
      {"access",
       "Lists what a principal could call at a moment, by the policies and catalogs of then; needs "
       "no server.",
       {data_folder_operand,
        {"PRINCIPAL", "", "operator, or the id of a user or a token.", occurs::once},
        org_option,
        {"--toolkit", "SLUG", "Through this toolkit; without: at the organization's endpoint."},
        at_option,
        json_option},
       {"gatehouse access /var/lib/gatehouse user_1 --org acme --toolkit reading --at 1204"},
       access},
      {"rejudge",
       "Judges recorded calls again by another policy and tells what would change; needs no server "
       "and changes nothing.",
       {data_folder_operand,
        org_option,
        {"--toolkit", "SLUG[@VERSION]",
         "Calls through this toolkit, by its rules as they are or were at that version; without: "
         "calls at the organization's endpoint."},
        {"--policy", "FILE", "Put these rules in their place, as policy list --json prints them."},
        {"--from", "MOMENT", "Calls after this position, or not before this time."},
        {"--until", "MOMENT", "Calls up to this position or time."},
        archive_option,
        json_option},
       {"gatehouse policy list --org acme --toolkit reading --json > rules.json",
        "gatehouse rejudge /var/lib/gatehouse --org acme --toolkit reading --policy rules.json",
        "gatehouse rejudge /var/lib/gatehouse --org acme --toolkit reading@4 --json"},
       rejudge_folder},
  };
}

} // namespace gatehouse
