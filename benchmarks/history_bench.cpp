// What a long past costs: the real server on a data folder with many events, or many sessions.
//   Log size         from a start to the first answered call, a start without views, replay,
//   verify,
//                    and a page of the audit
//   Sessions known   a start, and the server's memory with 1,000 sessions awake beside them
// usage: history_bench [--full]
#include "benchmarks/bar.hpp"
#include "benchmarks/load/bench_servers.hpp"
#include "benchmarks/load/governed_gateway.hpp"
#include "benchmarks/load/past.hpp"
#include "benchmarks/load/process_use.hpp"
#include "benchmarks/load/series.hpp"
#include "benchmarks/rows.hpp"
#include "tests/campaign/json_at.hpp"

#include <chrono>
#include <cstdlib>
#include <string_view>

namespace gatehouse {
namespace {

constexpr double mebibyte = 1 << 20;
constexpr std::uint64_t calls_each = 50;
constexpr std::uint64_t events_each = 2 * calls_each + 1;

template <class Run> double seconds_of(Run run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A server whose past is written while it is down.
class aged_server {
public:
  explicit aged_server(const std::string& upstream)
      : gateway_(governed_gateway::to_url(upstream)), org_{id_at("/api/v1/orgs/acme")},
        toolkit_{id_at("/api/v1/orgs/acme/toolkits/all")} {}

  governed_gateway& gateway() { return gateway_; }

  /// Stops the server and adds to its past; returns the number of events then.
  std::uint64_t age(std::uint64_t sessions, std::uint64_t calls) {
    gateway_.world().stop();
    past_writer past{gateway_.world().place().data, org_, toolkit_};
    past.add_sessions(sessions, calls);
    return past.events();
  }

  void start() {
    if (!gateway_.world().start()) {
      std::fprintf(stderr, "no start: %s\n", gateway_.world().log_text().c_str());
      std::abort();
    }
  }

  /// Starts the server and makes a call.
  void start_and_call() {
    start();
    call_once();
  }

  void call_once() {
    const mcp_load one{gateway_.endpoint(), 1};
    if (run_load(one.calls(), 1, std::chrono::milliseconds{0}).answers != 1)
      std::abort();
  }

  /// Runs an offline verb on the folder.
  void offline(const std::string& verb) {
    if (run_program({{gatehouse_binary(), verb, gateway_.world().place().data}, {}}) != 0) {
      std::fprintf(stderr, "%s fails\n", verb.c_str());
      std::abort();
    }
  }

  double ms_to_get(const std::string& path) {
    std::vector<double> times;
    for (int count = 0; count < 9; ++count)
      times.push_back(1e3 * seconds_of([&] {
                        const auto page = gateway_.world().as_operator().get(path);
                        if (page.body.find("up__echo") == std::string::npos)
                          std::abort();
                      }));
    return median(times);
  }

private:
  std::string id_at(const std::string& path) {
    return text_at(gateway_.world().as_operator().get(path).body, {"id"});
  }

  governed_gateway gateway_;
  org_id org_;
  toolkit_id toolkit_;
};

void note(const std::string& curve, std::uint64_t events, double seconds) {
  print_point({"Log size", "events in the log", "seconds", curve}, static_cast<double>(events),
              seconds);
}

void measure_log(aged_server& server, std::uint64_t events, std::uint64_t before) {
  const auto in_log = server.age((events - before) / events_each, calls_each);
  const auto project = seconds_of([&] { server.start(); });
  note("first start, all to be projected", in_log, project);
  server.gateway().world().stop();
  const auto first = seconds_of([&] { server.start_and_call(); });
  note("start to first answered call", in_log, first);
  if (events == 1'000'000)
    print_bar("history: s from a start to the first call, 10^6 events", first, bar_side::at_most,
              1);
  print_point({"Audit page", "events in the log", "ms", "newest 25"}, static_cast<double>(in_log),
              server.ms_to_get("/api/v1/orgs/acme/audit?order=newest"));
  print_point({"Audit page", "events in the log", "ms", "25 of one tool"},
              static_cast<double>(in_log),
              server.ms_to_get("/api/v1/orgs/acme/audit?tool=up__echo"));
  note("replay", in_log, seconds_of([&] { server.offline("replay"); }));
  note("verify", in_log, seconds_of([&] { server.offline("verify"); }));
}

void measure_logs(const std::string& upstream, bool full) {
  aged_server server{upstream};
  std::uint64_t before = 0;
  for (std::uint64_t events = 10'000; events <= (full ? 10'000'000u : 1'000'000u); events *= 10) {
    measure_log(server, events, before);
    before = events;
  }
}

void measure_sessions(const std::string& upstream, bool full) {
  aged_server server{upstream};
  std::uint64_t before = 0;
  for (std::uint64_t known = 1'000; known <= (full ? 1'000'000u : 100'000u); known *= 10) {
    server.age(known - before, 0);
    before = known;
    server.start(); // projects what is new
    server.gateway().world().stop();
    const auto x = static_cast<double>(known);
    print_point({"Sessions known: start", "sessions", "seconds", "start to first answered call"}, x,
                seconds_of([&] { server.start_and_call(); }));
    const auto resting = static_cast<double>(resident_bytes_of(server.gateway().pid())) / mebibyte;
    const mcp_load live{server.gateway().endpoint(), 1'000};
    const auto awake = static_cast<double>(resident_bytes_of(server.gateway().pid())) / mebibyte;
    const plotted where{"Sessions known: memory", "sessions", "resident MiB", ""};
    print_point({where.plot, where.x_axis, where.y_axis, "after the first call"}, x, resting);
    print_point({where.plot, where.x_axis, where.y_axis, "with 1,000 awake"}, x, awake);
    if (known == 1'000'000)
      print_bar("history: MiB with 10^6 sessions known, 1,000 awake", awake, bar_side::at_most, 512,
                bar_gate::against_last);
  }
}

int run(bool full) {
  const auto fast = start_fast_upstream();
  measure_logs(fast.url(), full);
  measure_sessions(fast.url(), full);
  return 0;
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  return gatehouse::run(count == 2 && std::string_view{words[1]} == "--full");
}
