#include "app/bench/replay_load.hpp"
#include "app/bench/stub_server.hpp"
#include "app/client/gate_address.hpp"
#include "app/output/progress.hpp"
#include "app/verbs/data_folder.hpp"
#include "events/core/limits.hpp"
#include "events/names/counted.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/json/rfc3339.hpp"

#include <charconv>
#include <iomanip>
#include <ostream>

namespace gatehouse {

namespace {

outcome<exit_code> stub(const verb_call& call) {
  auto log = open_whole_log(call, call.args.text("DIR"));
  auto tools = log ? read_recorded_tools(**log, call.args.text("--org"), call.args.text("ADDRESS"))
                   : log.error();
  if (!tools)
    return tools.error();
  run_stub_server(*tools, call.term.in, call.term.out);
  return exit_code::ok;
}

outcome<nothing> read_time(const verb_call& call, std::string_view option,
                           std::optional<unix_us>& at) {
  if (!call.args.given(option))
    return nothing{};
  at = from_rfc3339(call.args.text(option));
  if (!at)
    return failure{errc::invalid_argument,
                   std::string{option} + " must be a time such as 2025-01-31T12:00:00Z."};
  return nothing{};
}

/// Reads `/ORG/mcp` or `/ORG/mcp/toolkits/SLUG`.
outcome<traffic_filter> read_filter(const verb_call& call) {
  constexpr std::string_view middle = "/mcp";
  constexpr std::string_view before_slug = "/toolkits/";
  const std::string_view path = call.args.text("--resource");
  const auto org_end = path.find('/', 1);
  auto rest = org_end == path.npos ? std::string_view{} : path.substr(org_end);
  if (!path.starts_with('/') || !rest.starts_with(middle))
    return failure{errc::invalid_argument,
                   "--resource must be a path like /acme/mcp/toolkits/reading."};
  rest.remove_prefix(middle.size());
  traffic_filter wanted{std::string{path.substr(1, org_end - 1)}, {}, {}, {}};
  if (rest.starts_with(before_slug))
    wanted.resource = rest.substr(before_slug.size());
  if (auto from = read_time(call, "--from", wanted.from); !from)
    return from.error();
  if (auto until = read_time(call, "--until", wanted.until); !until)
    return until.error();
  return wanted;
}

template <class T> bool read_number(const std::string& text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

outcome<replay_plan> read_plan(const verb_call& call) {
  replay_plan plan;
  if (!read_number(call.args.text("--clients"), plan.clients) || plan.clients < 1 ||
      plan.clients > limits::replay_clients_max)
    return failure{errc::invalid_argument, "--clients must be a number from 1 to " +
                                               std::to_string(limits::replay_clients_max) + "."};
  const auto& speed = call.args.text("--speed");
  if (speed != "max" && (!read_number(speed, plan.speed) || !(plan.speed > 0)))
    return failure{errc::invalid_argument, "--speed must be max, or how many times as fast: 2.5."};
  auto at = read_gate_address(call);
  if (!at)
    return at.error();
  plan.endpoint = at->url;
  plan.endpoint.target += call.args.text("--resource");
  plan.token = at->token;
  return plan;
}

std::string json_of(const replay_figures& figures, double recorded_seconds) {
  json_writer out;
  out.begin_object().key("calls").value(figures.calls).key("seconds").value(figures.seconds);
  out.key("recorded_seconds").value(recorded_seconds);
  out.key("p50_us").value(figures.p50_us).key("p99_us").value(figures.p99_us);
  out.key("tool_errors").value(figures.tool_errors).key("failed").begin_object();
  for (const auto& [code, count] : figures.failed)
    out.key(code).value(count);
  out.end_object().key("decided_otherwise").value(figures.decided_otherwise);
  out.key("first_decided_otherwise").begin_array();
  for (const auto& one : figures.first_others)
    out.begin_object()
        .key("position")
        .value(one.recorded.position.value)
        .key("tool")
        .value(one.recorded.tool)
        .key("recorded")
        .value(name_of(one.recorded.decision))
        .key("now")
        .value(one.now)
        .end_object();
  return out.end_array().end_object().take();
}

void print_figures(const verb_call& call, const replay_figures& figures, double recorded_seconds) {
  if (call.json()) {
    call.term.out << json_of(figures, recorded_seconds) << "\n";
    return;
  }
  auto& out = call.term.out;
  out << std::fixed << std::setprecision(1) << counted(figures.calls, "call") << " in "
      << figures.seconds << " s, recorded in " << recorded_seconds << " s\n"
      << static_cast<double>(figures.calls) / std::max(figures.seconds, 1e-6) << " calls/s, p50 "
      << figures.p50_us / 1000 << " ms, p99 " << figures.p99_us / 1000 << " ms, "
      << counted(figures.tool_errors, "tool error") << "\n";
  for (const auto& [code, count] : figures.failed)
    out << count << " failed: " << code << "\n";
  out << figures.decided_otherwise << " decided otherwise than recorded\n";
  for (const auto& one : figures.first_others)
    out << "  position " << one.recorded.position.value << ", " << harmless(one.recorded.tool)
        << ": recorded " << name_of(one.recorded.decision)
        << (one.recorded.reason.empty() ? "" : " (" + one.recorded.reason + ")") << ", now "
        << one.now << "\n";
}

outcome<exit_code> replay_as_load(const verb_call& call) {
  auto wanted = read_filter(call);
  auto plan = wanted ? read_plan(call) : wanted.error();
  auto log = plan ? open_whole_log(call, call.args.text("DIR")) : plan.error();
  auto calls = log ? read_traffic(**log, *wanted) : log.error();
  if (!calls)
    return calls.error();
  if (calls->empty())
    return failure{errc::not_found, "The record has no such calls."};
  progress_line progress(call.term, "called");
  auto figures =
      replay_calls(*calls, *plan, [&](std::uint64_t done) { progress.show(done, calls->size()); });
  if (!figures)
    return figures.error();
  print_figures(call, *figures,
                static_cast<double>(calls->back().entry.at.value - calls->front().entry.at.value) /
                    1e6);
  return exit_code::ok;
}

} // namespace

std::vector<verb> bench_verbs() {
  return {
      {"stub",
       "Is an MCP server on stdin and stdout that does nothing and answers as late and at such "
       "length as the tools of a recorded connection did.",
       {data_folder_operand,
        archive_option,
        {"ADDRESS", "", "The connection's address in the record.", occurs::once},
        {"--org", "SLUG", "The organization in the record.", occurs::once}},
       {"gatehouse connection add files --org acme --stdio 'gatehouse stub /backup/gatehouse "
        "files.org.main --org acme'"},
       stub},
      {"bench replay",
       "Makes the recorded calls of an endpoint again at a gateway that has the same endpoint on "
       "stubs, and says how fast they were and which were decided otherwise.",
       with_gate_options(
           {data_folder_operand,
            archive_option,
            {"--resource", "PATH", "The endpoint: /acme/mcp/toolkits/reading.", occurs::once},
            {"--from", "TIME", "Not before, e.g. 2025-01-31T12:00:00Z."},
            {"--until", "TIME", "Before."},
            {"--speed", "N", "How many times as fast as recorded, or max.", occurs::at_most_once,
             "max"},
            {"--clients", "N", "That call at the same time.", occurs::at_most_once, "16"}}),
       {"gatehouse bench replay /backup/gatehouse --resource /acme/mcp/toolkits/reading --speed "
        "10"},
       replay_as_load},
  };
}

} // namespace gatehouse
