// How a governed call's cost grows, with all else as it is in peers_bench:
//   Concurrency   with the clients that wait at once
//   Rules         with the rules of the toolkit
//   Catalog       with the tools of the upstream
// usage: scale_bench [--full]
#include "benchmarks/load/bench_servers.hpp"
#include "benchmarks/load/governed_gateway.hpp"
#include "benchmarks/load/past.hpp"
#include "benchmarks/load/process_use.hpp"
#include "benchmarks/rows.hpp"
#include "tests/campaign/json_at.hpp"

#include <chrono>
#include <cstdlib>
#include <string_view>

namespace gatehouse {
namespace {

struct bench_length {
  bool full = false;

  std::chrono::milliseconds round() const {
    return std::chrono::milliseconds{full ? 4'000 : 1'500};
  }
};

struct call_cost {
  load_result load;
  double cpu_us = 0; ///< of the server, for each answer
};

call_cost cost_of(governed_gateway& gateway, std::size_t connections, const bench_length& length) {
  const mcp_load load{gateway.endpoint(), connections};
  run_load(load.calls(), connections, length.round() / 4);
  const auto before = cpu_of(gateway.pid());
  call_cost cost{run_load(load.calls(), connections, length.round()), 0};
  if (cost.load.bad != 0 || cost.load.answers == 0) {
    std::fprintf(stderr, "%zu connections: %llu wrong answers, the first: %s\n", connections,
                 static_cast<unsigned long long>(cost.load.bad), cost.load.first_bad.c_str());
    std::abort();
  }
  cost.cpu_us = (cpu_of(gateway.pid()) - before).own_us / static_cast<double>(cost.load.answers);
  return cost;
}

void measure_concurrency(const bench_length& length) {
  const auto fast = start_fast_upstream();
  auto gateway = governed_gateway::to_url(fast.url());
  constexpr const char* x_axis = "connections, each with one call in hand";
  for (std::size_t connections = 1; connections <= (length.full ? 1'024u : 512u);
       connections *= length.full ? 2 : 8) {
    const auto cost = cost_of(gateway, connections, length);
    const auto x = static_cast<double>(connections);
    const auto asked = static_cast<double>(cost.load.answers + cost.load.refused);
    print_point({"Concurrency: calls", x_axis, "calls/s", "calls/s"}, x, cost.load.rate());
    print_point({"Concurrency: latency", x_axis, "ms", "p50"}, x, cost.load.p50_us / 1e3);
    print_point({"Concurrency: latency", x_axis, "ms", "p99"}, x, cost.load.p99_us / 1e3);
    print_point({"Concurrency: CPU", x_axis, "us per call", "CPU"}, x, cost.cpu_us);
    print_point({"Concurrency: refused", x_axis, "% of requests", "refused"}, x,
                100 * static_cast<double>(cost.load.refused) / asked);
  }
}

void measure_rules(const bench_length& length) {
  const auto fast = start_fast_upstream();
  auto gateway = governed_gateway::to_url(fast.url());
  auto& world = gateway.world();
  const auto id_at = [&](const std::string& path) {
    return text_at(world.as_operator().get("/api/v1/orgs/acme" + path).body, {"id"});
  };
  const org_id org{id_at("")};
  const toolkit_id toolkit{id_at("/toolkits/all")};
  std::uint64_t before = 1;
  for (std::uint64_t rules = 10; rules <= limits::policies_per_list_max; rules *= 10) {
    world.stop();
    past_writer{world.place().data, org, toolkit}.add_rules(before, rules - before);
    before = rules;
    if (!world.start())
      std::abort();
    const auto cost = cost_of(gateway, 64, length);
    const auto x = static_cast<double>(rules);
    print_point({"Rules", "rules of the toolkit", "CPU us per call", "64 connections"}, x,
                cost.cpu_us);
  }
}

/// Lists all pages of the tools once and returns how long that took, in ms.
double ms_to_list(governed_gateway& gateway, std::size_t tools) {
  const auto at = gateway.endpoint();
  test_mcp_client client{at.port, at.token, at.path};
  if (!client.open())
    std::abort();
  const auto start = std::chrono::steady_clock::now();
  const auto page = client.list_tools();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  if (page.find(tools > 1 ? "tool_1" : "echo") == std::string::npos)
    std::abort();
  return took.count();
}

void measure_catalogs(const bench_length& length) {
  for (std::size_t tools = 10; tools <= 10'000; tools *= 10) {
    const auto fast = start_fast_upstream(tools);
    const auto start = std::chrono::steady_clock::now();
    auto gateway = governed_gateway::to_url(fast.url());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    const auto x = static_cast<double>(tools);
    constexpr const char* x_axis = "tools of the upstream";
    print_point({"Catalog: time", x_axis, "ms", "set up with its first listing"}, x, took.count());
    ms_to_list(gateway, tools);
    print_point({"Catalog: time", x_axis, "ms", "a page of 1,000 tools"}, x,
                ms_to_list(gateway, tools));
    print_point({"Catalog: CPU", x_axis, "us per call", "64 connections"}, x,
                cost_of(gateway, 64, length).cpu_us);
    print_point({"Catalog: memory", x_axis, "resident MiB", "server"}, x,
                static_cast<double>(resident_bytes_of(gateway.pid()) >> 20));
  }
}

int run(const bench_length& length) {
  measure_concurrency(length);
  measure_rules(length);
  measure_catalogs(length);
  return 0;
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  return gatehouse::run({count == 2 && std::string_view{words[1]} == "--full"});
}
