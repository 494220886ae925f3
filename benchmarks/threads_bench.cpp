// Where the time of a governed call goes: what each thread of the gateway uses for one, and how
// often it is put to sleep. HTTP upstream of ours, 64 connections.
// usage: threads_bench [--full] [--stdio] [--seconds N]
#include "actors/upstream/sample_server.hpp"
#include "benchmarks/load/bench_servers.hpp"
#include "benchmarks/load/governed_gateway.hpp"
#include "benchmarks/load/thread_use.hpp"
#include "benchmarks/rows.hpp"

#include <cstdlib>
#include <string_view>

namespace gatehouse {
namespace {

constexpr std::size_t connections = 64;

struct bench_options {
  std::chrono::seconds duration{3};
  bool stdio = false;
};

bench_options read_options(int count, char** words) {
  bench_options options;
  for (int at = 1; at < count; ++at) {
    const std::string_view word = words[at];
    if (word == "--full")
      options.duration = std::chrono::seconds{15};
    else if (word == "--stdio")
      options.stdio = true;
    else if (word == "--seconds" && at + 1 < count)
      options.duration = std::chrono::seconds{std::atoi(words[++at])};
  }
  return options;
}

std::string rounded(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

/// Prints a row a thread, the busiest first, and one for all.
void print(const std::string& title, const thread_uses& used, double calls) {
  print_row(title, {"thread", "us per call", "in user space", "in the kernel", "sleeps per call",
                    "preempted per call"});
  thread_use all{"all"};
  auto row = [&](const thread_use& one) {
    print_row(title, {one.name, rounded(one.cpu_us / calls, 1), rounded(one.user_us / calls, 1),
                      rounded(one.system_us / calls, 1),
                      rounded(static_cast<double>(one.sleeps) / calls, 3),
                      rounded(static_cast<double>(one.preemptions) / calls, 3)});
  };
  for (const auto& one : used) {
    all += one;
    if (one.cpu_us / calls >= 0.05)
      row(one);
  }
  row(all);
}

int run(const bench_options& options) {
  const auto upstream = start_fast_upstream();
  auto gateway = options.stdio
                     ? governed_gateway::to_command({gatehouse_binary(), sample_server_argument})
                     : governed_gateway::to_url(upstream.url());
  const mcp_load load{gateway.endpoint(), connections};
  run_load(load.calls(), connections, std::chrono::seconds{1});
  const auto before = threads_of(gateway.pid());
  const auto done = run_load(load.calls(), connections, options.duration);
  const auto used = between(before, threads_of(gateway.pid()));
  if (done.bad != 0 || done.answers == 0) {
    std::fprintf(stderr, "the first wrong answer: %s\n", done.first_bad.c_str());
    return 1;
  }
  std::printf("%.0f calls/s, p50 %.2f ms, p99 %.2f ms\n", done.rate(), done.p50_us / 1e3,
              done.p99_us / 1e3);
  print(std::string{"Threads of a governed call, "} + (options.stdio ? "stdio" : "HTTP") +
            " upstream, 64 connections",
        used, static_cast<double>(done.answers));
  return 0;
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  return gatehouse::run(gatehouse::read_options(count, words));
}
