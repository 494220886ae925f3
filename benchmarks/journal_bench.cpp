// What the journal costs and what grouping saves:
//   appends/*          durable appends by 64 writers, each waiting for its own: grouped, one event
//                      a sync, and grouped without sync
//   group_over_single  both in one run; the counter `ratio` is what to look at (bar: 6)
//   scan/*             reading a log: leaf hashes checked, then decoded as well, then by stream
#include "benchmarks/bar.hpp"
#include "storage/log_reader.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>

namespace gatehouse {
namespace {

constexpr std::size_t writers = 64;
constexpr std::size_t payload_bytes = 160;
constexpr std::uint64_t scanned_records = 200'000;

enum class grouping { all, single };

/// A journal in a folder of its own.
struct bench_journal {
  bench_journal(grouping how, log_durability durability) {
    auto opened = open_rocksdb_log(folder / "log", log_access::create_or_write, durability);
    if (!opened)
      std::abort();
    log = std::move(*opened);
    journal_options options;
    if (how == grouping::single)
      options.group_events_max = 1;
    auto started = journal::open(*log, nullptr, clock.source(), options);
    if (!started)
      std::abort();
    target = std::move(*started);
  }

  temp_folder folder;
  test_clock clock;
  std::unique_ptr<log_store> log;
  std::unique_ptr<journal> target;
};

/// Writers that append to a stream each, the next event once the last is durable.
class closed_loop {
public:
  explicit closed_loop(journal& target) : target_(target), versions_(writers) {}

  /// Appends `count` events in all and returns how many a second.
  double run(std::size_t count) {
    std::promise<void> finished;
    to_start_ = count;
    to_finish_ = count;
    finished_ = &finished;
    auto start = std::chrono::steady_clock::now();
    for (std::size_t writer = 0; writer < writers; ++writer)
      append(writer);
    finished.get_future().wait();
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return static_cast<double>(count) / took.count();
  }

private:
  void append(std::size_t writer) {
    if (to_start_.fetch_sub(1) <= 0)
      return;
    append_batch batch;
    batch.streams.push_back({{"session/" + std::to_string(writer)},
                             {versions_[writer]++},
                             {{7, 1, std::string(payload_bytes, 'p')}}});
    batch.context.org = {"org_1"};
    target_.append(std::move(batch), [this, writer](const outcome<append_receipt>& done) {
      if (!done)
        std::abort();
      append(writer);
      if (to_finish_.fetch_sub(1) == 1)
        finished_->set_value();
    });
  }

  journal& target_;
  std::vector<std::uint64_t> versions_; ///< of each writer's stream; one append of it at a time
  std::atomic<std::int64_t> to_start_ = 0;
  std::atomic<std::int64_t> to_finish_ = 0;
  std::promise<void>* finished_ = nullptr;
};

void appends(benchmark::State& state, grouping how, log_durability durability) {
  bench_journal made{how, durability};
  closed_loop loop{*made.target};
  constexpr std::size_t count = 2'048;
  for (auto _ : state)
    benchmark::DoNotOptimize(loop.run(count));
  state.SetItemsProcessed(static_cast<std::int64_t>(count) * state.iterations());
}

void group_over_single(benchmark::State& state) {
  bench_journal grouped{grouping::all, log_durability::power_loss};
  bench_journal single{grouping::single, log_durability::power_loss};
  closed_loop grouped_loop{*grouped.target};
  closed_loop single_loop{*single.target};
  double grouped_rate = 0;
  double single_rate = 0;
  for (auto _ : state) {
    grouped_rate += grouped_loop.run(16'384);
    single_rate += single_loop.run(2'048);
  }
  state.counters["grouped/s"] = grouped_rate / static_cast<double>(state.iterations());
  state.counters["single/s"] = single_rate / static_cast<double>(state.iterations());
  state.counters["ratio"] = grouped_rate / single_rate;
  print_bar("journal: grouped commits over a sync for each", grouped_rate / single_rate,
            bar_side::at_least, 6, bar_gate::against_last);
}

/// Returns a log of scanned_records, made once.
bench_journal& filled() {
  static bench_journal made{grouping::all, log_durability::process_crash};
  if (made.target->head().value == 0)
    closed_loop{*made.target}.run(scanned_records);
  return made;
}

void scan_hashes(benchmark::State& state) {
  auto& log = *filled().log;
  for (auto _ : state)
    if (!log.read({1}, [](const stored_record&) { return true; }))
      std::abort();
  state.SetItemsProcessed(static_cast<std::int64_t>(scanned_records) * state.iterations());
}

void scan_records(benchmark::State& state) {
  auto& log = *filled().log;
  for (auto _ : state)
    if (!read_records(log, {1}, [](const record&) { return true; }))
      std::abort();
  state.SetItemsProcessed(static_cast<std::int64_t>(scanned_records) * state.iterations());
}

BENCHMARK_CAPTURE(appends, grouped, grouping::all, log_durability::power_loss)->UseRealTime();
BENCHMARK_CAPTURE(appends, single, grouping::single, log_durability::power_loss)->UseRealTime();
BENCHMARK_CAPTURE(appends, unsynced, grouping::all, log_durability::process_crash)->UseRealTime();
BENCHMARK(group_over_single)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(scan_hashes)->Unit(benchmark::kMillisecond)->Name("scan/hashes");
BENCHMARK(scan_records)->Unit(benchmark::kMillisecond)->Name("scan/records");

} // namespace
} // namespace gatehouse

BENCHMARK_MAIN();
