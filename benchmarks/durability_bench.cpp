// What durability costs a governed call: two servers alike, but one has its syncs taken out.
// usage: durability_bench [--full]
#include "benchmarks/bar.hpp"
#include "benchmarks/load/bench_servers.hpp"
#include "benchmarks/load/governed_gateway.hpp"
#include "benchmarks/load/series.hpp"
#include "benchmarks/rows.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

namespace gatehouse {
namespace {

constexpr std::size_t connections = 64;

/// Starts a gateway whose process finds no sync that works.
governed_gateway without_sync(const std::string& url) {
  ::setenv("LD_PRELOAD", no_sync_library().c_str(), 1);
  auto made = governed_gateway::to_url(url);
  ::unsetenv("LD_PRELOAD");
  return made;
}

struct contender {
  std::string name;
  int pid;
  mcp_load load;
  series found{};
};

int run(bool full) {
  const int rounds = full ? 7 : 5;
  const std::chrono::milliseconds round{full ? 4'000 : 1'500};
  const auto fast = start_fast_upstream();
  auto synced = governed_gateway::to_url(fast.url());
  auto unsynced = without_sync(fast.url());
  std::array<contender, 2> both{
      contender{"durable", synced.pid(), {synced.endpoint(), connections}},
      contender{"without sync", unsynced.pid(), {unsynced.endpoint(), connections}}};
  for (const auto& one : both)
    run_load(one.load.calls(), connections, round / 2);
  for (int count = 0; count < rounds; ++count)
    for (auto& one : both) {
      const auto before = cpu_of(one.pid);
      const auto result = run_load(one.load.calls(), connections, round);
      one.found.add(result, cpu_of(one.pid) - before);
    }
  const std::string title = "Durability, 64 connections";
  print_row(title, {"server", "calls/s", "p50 ms", "p99 ms", "CPU us per call", "wrong answers"});
  for (const auto& one : both)
    print_row(title, {one.name, spread(one.found.rates), spread(one.found.p50_us, 1e-3, 2),
                      spread(one.found.p99_us, 1e-3, 2), spread(one.found.own_us, 1, 1),
                      std::to_string(one.found.bad)});
  print_bar("durability: calls/s over the same without sync",
            median_ratio(both[0].found.rates, both[1].found.rates), bar_side::at_least, 0.70,
            bar_gate::against_last);
  return both[0].found.bad + both[1].found.bad == 0 ? 0 : 1;
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  return gatehouse::run(count == 2 && std::string_view{words[1]} == "--full");
}
