// What the parts of a governed call cost, each alone on one thread:
//   judge/N        a policy's decision over N rules, its snapshot compiled (bar: 20 us at 10,000)
//   compile/N      compiling that snapshot
//   match          one pattern against an address
//   decide         a session deciding about a call, policy included
//   encode, decode the event of an admitted call
//   append         one event to a journal in memory: checks, leaf hash, thread and back
//   hop            a message to an actor of another thread and back
//   parse          the JSON-RPC of a call
//   names/N        naming the N tools of a catalog
#include "benchmarks/bar.hpp"
#include "benchmarks/rows.hpp"
#include "events/names/tool_names.hpp"
#include "events/session/session.hpp"
#include "http/mcp/rpc_message.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/event_codec.hpp"
#include "tests/support/journal_driver.hpp"

#include <benchmark/benchmark.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace gatehouse {
namespace {

constexpr std::int64_t rules_max = limits::policies_per_list_max;
constexpr std::string_view address = "github.org.main.issues_list";

/// Rules of many shapes, none of which but the last is about `address`, so that all are passed by.
std::vector<policy_rule> many_rules(std::int64_t count) {
  std::vector<policy_rule> rules;
  rules.reserve(static_cast<std::size_t>(count));
  for (std::int64_t number = 1; number < count; ++number) {
    const auto name = std::to_string(number);
    const auto pattern = number % 3 == 0   ? "github.org.main.tool_" + name
                         : number % 3 == 1 ? "server" + name + ".*"
                                           : "github.*.other" + name + ".*";
    rules.push_back({{"pol_" + name}, pattern, policy_action::block, "a0"});
  }
  rules.push_back({{"pol_last"}, "github.*", policy_action::approve, "a1"});
  return rules;
}

double thread_us() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

std::shared_ptr<const policy_snapshot> snapshot_of(std::int64_t rules) {
  return std::make_shared<policy_snapshot>(policy_snapshot::for_toolkit(
      owner_kind::org, {}, {{{"grant_1"}, "*", "a0"}}, many_rules(rules), {7}));
}

void judge(benchmark::State& state) {
  const auto policy = snapshot_of(state.range(0));
  const tool_target target{address, owner_kind::org, {}, false};
  for (auto _ : state)
    benchmark::DoNotOptimize(policy->judge(target));
}

/// Once, with as many decisions as it takes for the clock of the thread.
void judge_at_most(benchmark::State& state) {
  constexpr int decisions = 200'000;
  const auto policy = snapshot_of(rules_max);
  const tool_target target{address, owner_kind::org, {}, false};
  const auto start = thread_us();
  for (auto _ : state)
    for (int count = 0; count < decisions; ++count)
      benchmark::DoNotOptimize(policy->judge(target));
  print_bar("policy: us to decide over 10,000 rules", (thread_us() - start) / decisions,
            bar_side::at_most, 20);
}

void compile(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(snapshot_of(state.range(0)));
}

void match(benchmark::State& state) {
  const auto one = pattern::parse("github.*.main.issues_list");
  for (auto _ : state)
    benchmark::DoNotOptimize(one->matches(address));
}

session::state an_open_session() {
  session::state state;
  const session_opened opened{{"session-1"}, {"org_1"}, {"user_1"}, {"kit_1"}, "demo",
                              "2025-11-25",  "client",  "1.0",      {1}};
  evolve<session>(state, opened);
  return state;
}

begin_call a_call() {
  begin_call call;
  call.bearer = {{"user_1"}, {"org_1"}, {"kit_1"}};
  call.subject = {{"call_1"}, "github__issues_list", std::string{address},
                  {"conn_1"}, sha256("arguments"),   std::nullopt};
  call.known = true;
  call.policy = snapshot_of(10);
  call.now = {2};
  return call;
}

void decide_call(benchmark::State& state) {
  const auto open = an_open_session();
  const session::command command = a_call();
  if (!decide<session>(open, command))
    std::abort();
  for (auto _ : state)
    benchmark::DoNotOptimize(decide<session>(open, command));
}

session::event admission() {
  return decide<session>(an_open_session(), a_call())->front();
}

void encode(benchmark::State& state) {
  const auto event = admission();
  for (auto _ : state)
    benchmark::DoNotOptimize(encode_event<session>(event));
}

void decode(benchmark::State& state) {
  const auto event = encode_event<session>(admission());
  for (auto _ : state)
    benchmark::DoNotOptimize(
        decode_event<session>(event.event_number, event.event_version, event.payload));
}

void append(benchmark::State& state) {
  const auto log = make_memory_log();
  test_clock clock;
  const auto target = journal::open(*log, nullptr, clock.source());
  if (!target)
    std::abort();
  const auto event = encode_event<session>(admission());
  std::uint64_t version = 0;
  for (auto _ : state) {
    append_batch batch;
    batch.streams.push_back({{"session/1"}, {version++}, {event}});
    if (!append_now(**target, std::move(batch)))
      std::abort();
  }
}

caf::behavior answering() {
  return {[](int number) { return number; }};
}

void hop(benchmark::State& state) {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const auto other = system.spawn(answering);
  for (auto _ : state)
    self->request(other, caf::infinite, 1)
        .receive([](int) {}, [](const caf::error&) { std::abort(); });
  self->send_exit(other, caf::exit_reason::user_shutdown);
}

void parse(benchmark::State& state) {
  const std::string text =
      R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"github__issues_list",)"
      R"("arguments":{"owner":"acme","repository":"rocket","labels":["bug","urgent"],"page":3}}})";
  for (auto _ : state) {
    const auto document = json_document::parse(text);
    benchmark::DoNotOptimize(read_message(document->root()));
  }
}

void names(benchmark::State& state) {
  std::vector<server_tools> servers;
  for (std::int64_t tool = 0; tool < state.range(0); ++tool) {
    if (tool % 100 == 0)
      servers.push_back({"server " + std::to_string(tool / 100), {}});
    servers.back().tools.push_back("tool_" + std::to_string(tool));
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(name_tools(servers, {}));
}

BENCHMARK(judge)->Arg(10)->Arg(1'000)->Arg(rules_max);
BENCHMARK(judge_at_most)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(compile)->Arg(10)->Arg(rules_max)->Unit(benchmark::kMicrosecond);
BENCHMARK(match);
BENCHMARK(decide_call)->Name("decide");
BENCHMARK(encode);
BENCHMARK(decode);
BENCHMARK(append)->UseRealTime();
BENCHMARK(hop)->UseRealTime();
BENCHMARK(parse);
BENCHMARK(names)->Arg(10)->Arg(10'000)->Unit(benchmark::kMicrosecond);

/// Prints each part as a row of one table, too.
class row_reporter : public benchmark::ConsoleReporter {
public:
  bool ReportContext(const Context& context) override {
    print_row(title, {"part", "CPU", "elapsed"});
    return ConsoleReporter::ReportContext(context);
  }

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const auto& one : runs)
      print_row(title, {one.benchmark_name(), time_of(one.GetAdjustedCPUTime(), one),
                        time_of(one.GetAdjustedRealTime(), one)});
  }

private:
  static constexpr const char* title = "Parts of a call";

  static std::string time_of(double time, const Run& run) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.3g %s", time,
                  benchmark::GetTimeUnitString(run.time_unit));
    return text.data();
  }
};

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  benchmark::Initialize(&count, words);
  gatehouse::row_reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
