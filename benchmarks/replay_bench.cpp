// What folding the record costs over reading it:
//   raw_scan          reading the log; that always checks the leaf hashes
//   fold              the same, decoded and folded into the states of all streams
//   fold_over_scan    both in one run; the counter `ratio` is what to look at (bar: 0.45)
//   verify_over_scan  the same for checking every record and the tree over them (bar: 0.30)
#include "benchmarks/bar.hpp"
#include "events/session/session.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/event_codec.hpp"
#include "storage/proof/verify_log.hpp"
#include "storage/replay.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>

namespace gatehouse {
namespace {

constexpr std::uint64_t sessions = 2'000;
constexpr std::uint64_t calls_per_session = 50;
constexpr std::uint64_t events = sessions * (2 * calls_per_session + 1);

session_opened opening(const session_id& id) {
  return {id, {"org_1"}, {"user_1"}, {}, "demo", "2025-11-25", "client", "1.0", {1}};
}

call_admitted admission(const std::string& call) {
  const judgement judged{policy_action::approve, rule_source::rule, "github.*", {"pol_1"}, {7}};
  return {{{call},
           "github__issues_list",
           "github.org.main.issues_list",
           {"conn_1"},
           sha256(call),
           std::nullopt},
          judged,
          {2}};
}

/// Sessions with calls, each session an append.
struct recorded_day {
  recorded_day() {
    auto opened = open_rocksdb_log(folder / "log", log_access::create_or_write,
                                   log_durability::process_crash);
    if (!opened)
      std::abort();
    log = std::move(*opened);
    auto target = journal::open(*log, nullptr, clock.source());
    if (!target)
      std::abort();
    for (std::uint64_t number = 0; number < sessions; ++number)
      if (!append_now(**target, one_session(std::to_string(number))))
        std::abort();
  }

  static append_batch one_session(const std::string& name) {
    const session_id id{"session-" + name};
    append_batch batch;
    batch.context = {{"org_1"}, id, {"user_1"}, {"tok_1"}, {}, {}, {}};
    auto& stream = batch.streams.emplace_back();
    stream.stream = session::stream(id);
    stream.events.push_back(encode_event<session>(opening(id)));
    for (std::uint64_t call = 0; call < calls_per_session; ++call) {
      const auto call_name = "call_" + name + "_" + std::to_string(call);
      stream.events.push_back(encode_event<session>(admission(call_name)));
      stream.events.push_back(encode_event<session>(
          call_completed{{call_name}, false, sha256(call_name), 512, 1'500, {3}}));
    }
    return batch;
  }

  temp_folder folder;
  test_clock clock;
  std::unique_ptr<log_store> log;
};

recorded_day& day() {
  static recorded_day made;
  return made;
}

void scan_once() {
  if (!day().log->read({1}, [](const stored_record&) { return true; }))
    std::abort();
}

void fold_once() {
  auto report = replay_log(*day().log, [](std::uint64_t, std::uint64_t) {});
  if (!report || report->events != events)
    std::abort();
  benchmark::DoNotOptimize(report);
}

void verify_once() {
  auto report = verify_log(*day().log, {}, [](std::uint64_t, std::uint64_t) {});
  if (!report || report->records != events || report->damages != 0)
    std::abort();
  benchmark::DoNotOptimize(report);
}

template <class Run> double seconds_of(Run run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void raw_scan(benchmark::State& state) {
  day();
  for (auto _ : state)
    scan_once();
  state.SetItemsProcessed(static_cast<std::int64_t>(events) * state.iterations());
}

void fold(benchmark::State& state) {
  day();
  for (auto _ : state)
    fold_once();
  state.SetItemsProcessed(static_cast<std::int64_t>(events) * state.iterations());
}

/// Returns how fast `run` is, a raw scan being 1.
template <class Run> double over_scan(benchmark::State& state, Run run) {
  day();
  double scanning = 0;
  double running = 0;
  for (auto _ : state) {
    scanning += seconds_of(scan_once);
    running += seconds_of(run);
  }
  state.counters["ratio"] = scanning / running;
  return scanning / running;
}

void fold_over_scan(benchmark::State& state) {
  print_bar("replay: folding over reading", over_scan(state, fold_once), bar_side::at_least, 0.45,
            bar_gate::against_last);
}

void verify_over_scan(benchmark::State& state) {
  print_bar("verify: checking over reading", over_scan(state, verify_once), bar_side::at_least,
            0.30, bar_gate::against_last);
}

BENCHMARK(raw_scan)->Unit(benchmark::kMillisecond);
BENCHMARK(fold)->Unit(benchmark::kMillisecond);
BENCHMARK(fold_over_scan)->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK(verify_over_scan)->Iterations(5)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace gatehouse

BENCHMARK_MAIN();
