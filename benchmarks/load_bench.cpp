// How much a governed call costs from outside, as ratios to an echo measured in the same run:
//   call     tools/call through HTTP, policy, two durable commits and a stdio upstream
//   ping     the same way without journal and upstream
//   healthz  the server's cheapest answer: its HTTP layer alone
//   nginx    a fixed answer of the same size from nginx, where it is installed
// usage: load_bench [--seconds N] [--connections N] [--out FILE]
#include "actors/upstream/sample_server.hpp"
#include "benchmarks/bar.hpp"
#include "benchmarks/load/load_generator.hpp"
#include "benchmarks/load/nginx_reference.hpp"
#include "benchmarks/load/process_use.hpp"
#include "benchmarks/load/run_facts.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string_view>

namespace gatehouse {
namespace {

constexpr int rounds = 5;

struct load_options {
  std::chrono::milliseconds duration{10'000}; ///< of each target, over all rounds
  std::size_t connections = 64;
  std::string out;
};

load_options read_options(int count, char** words) {
  load_options options;
  for (int at = 1; at + 1 < count; at += 2) {
    const std::string_view name = words[at];
    if (name == "--seconds")
      options.duration = std::chrono::seconds{std::atoi(words[at + 1])};
    else if (name == "--connections")
      options.connections = static_cast<std::size_t>(std::atoi(words[at + 1]));
    else if (name == "--out")
      options.out = words[at + 1];
  }
  return options;
}

/// The gateway under load, and the requests for it.
class loaded_gateway {
public:
  explicit loaded_gateway(std::size_t connections) {
    if (!world_.start())
      std::abort();
    world_.set_up();
    world_.connect("plain", {gatehouse_binary(), sample_server_argument});
    if (!world_.reach("plain"))
      std::abort();
    for (std::size_t made = 0; made < connections; ++made) {
      auto client = world_.client();
      if (!client.open())
        std::abort();
      sessions_.push_back(client.session());
    }
  }

  int pid() { return world_.server().pid(); }

  load_target healthz() {
    return {world_.server().port(),
            [](std::size_t, std::uint64_t) {
              return std::string{"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"};
            },
            [](std::size_t, std::uint64_t, std::string_view body) { return !body.empty(); }};
  }

  load_target ping() {
    return {world_.server().port(),
            [this](std::size_t connection, std::uint64_t number) {
              return post(connection, R"({"jsonrpc":"2.0","id":)" + std::to_string(number) +
                                          R"(,"method":"ping"})");
            },
            [](std::size_t, std::uint64_t number, std::string_view body) {
              return body.find("\"id\":" + std::to_string(number) + ",\"result\"") !=
                     std::string_view::npos;
            }};
  }

  load_target call() {
    return {world_.server().port(),
            [this](std::size_t connection, std::uint64_t number) {
              return post(connection, call_message(connection, number));
            },
            [](std::size_t connection, std::uint64_t number, std::string_view body) {
              return body.find("\"text\":\"" + text_of(connection, number) + "\"") !=
                     std::string_view::npos;
            }};
  }

  /// Asks nginx for the same bytes.
  load_target echoed_call(const nginx_reference& nginx) {
    auto target = call();
    target.port = nginx.port();
    target.is_good = [](std::size_t, std::uint64_t, std::string_view body) {
      return !body.empty();
    };
    return target;
  }

  static std::string text_of(std::size_t connection, std::uint64_t number) {
    return std::to_string(connection) + "-" + std::to_string(number);
  }

private:
  static std::string call_message(std::size_t connection, std::uint64_t number) {
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(number) +
           R"(,"method":"tools/call","params":{"name":"plain__echo","arguments":{"text":")" +
           text_of(connection, number) + R"("}}})";
  }

  std::string post(std::size_t connection, const std::string& body) const {
    return "POST /acme/mcp/toolkits/all HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
           world_.token() +
           "\r\nContent-Type: application/json\r\nAccept: application/json\r\nMcp-Session-Id: " +
           sessions_[connection] + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

  campaign_world world_;
  std::vector<std::string> sessions_;
};

/// One target's figures in all rounds.
struct series {
  std::vector<double> rates, p50_us, p99_us, own_us, children_us;
  std::uint64_t bad = 0;

  void add(const load_result& result, const cpu_use& used) {
    const auto count = static_cast<double>(std::max<std::uint64_t>(result.answers, 1));
    rates.push_back(result.rate());
    p50_us.push_back(result.p50_us);
    p99_us.push_back(result.p99_us);
    own_us.push_back(used.own_us / count);
    children_us.push_back(used.children_us / count);
    bad += result.bad;
  }
};

double median(std::vector<double> values) {
  if (values.empty())
    return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Returns the median of the ratios of each round, so that a slow minute weighs on both sides.
double median_ratio(const std::vector<double>& over, const std::vector<double>& under) {
  std::vector<double> ratios;
  for (std::size_t round = 0; round < std::min(over.size(), under.size()); ++round)
    if (under[round] > 0)
      ratios.push_back(over[round] / under[round]);
  return median(std::move(ratios));
}

using all_series = std::map<std::string, series>;

/// Loads every target in turn, several times: what disturbs one disturbs the others as well.
all_series measure(loaded_gateway& gateway, const nginx_reference& nginx,
                   const load_options& options) {
  std::vector<std::pair<std::string, load_target>> targets{
      {"healthz", gateway.healthz()}, {"ping", gateway.ping()}, {"call", gateway.call()}};
  if (nginx.running())
    targets.emplace_back("nginx", gateway.echoed_call(nginx));
  all_series all;
  for (const auto& [name, target] : targets) // warm: connections, caches, the upstream
    run_load(target, options.connections, std::chrono::milliseconds{500});
  for (int round = 0; round < rounds; ++round)
    for (const auto& [name, target] : targets) {
      const int pid = name == "nginx" ? nginx.pid() : gateway.pid();
      const auto before = cpu_of(pid);
      const auto result = run_load(target, options.connections, options.duration / rounds);
      all[name].add(result, cpu_of(pid) - before);
    }
  return all;
}

void print(const all_series& all) {
  std::printf("%-8s %10s %9s %9s %12s %14s %5s\n", "target", "answers/s", "p50 us", "p99 us",
              "CPU us each", "children's us", "bad");
  for (const auto& [name, one] : all)
    std::printf("%-8s %10.0f %9.0f %9.0f %12.1f %14.1f %5llu\n", name.c_str(), median(one.rates),
                median(one.p50_us), median(one.p99_us), median(one.own_us), median(one.children_us),
                static_cast<unsigned long long>(one.bad));
}

void print_bars(const all_series& all) {
  const auto& call = all.at("call");
  const auto& echo = all.at("healthz");
  print_bar("load: governed calls/s over healthz/s", median_ratio(call.rates, echo.rates),
            bar_side::at_least, 0.40);
  print_bar("load: CPU of a governed call over healthz's", median_ratio(call.own_us, echo.own_us),
            bar_side::at_most, 2.5);
  print_bar("load: p99 of a governed call, ms", median(call.p99_us) / 1'000, bar_side::at_most, 3);
}

void write_figures(const all_series& all, const load_options& options) {
  json_writer out;
  out.begin_object();
  write_run_facts(out);
  out.key("connections").value(static_cast<std::uint64_t>(options.connections));
  out.key("rounds").value(std::int64_t{rounds});
  out.key("targets").begin_object();
  const auto number = [&](std::string_view name, double value) {
    out.key(name).value(static_cast<std::int64_t>(value));
  };
  for (const auto& [name, one] : all) {
    out.key(name).begin_object();
    number("answers_per_second", median(one.rates));
    number("p50_us", median(one.p50_us));
    number("p99_us", median(one.p99_us));
    number("cpu_ns", median(one.own_us) * 1'000);
    number("children_cpu_ns", median(one.children_us) * 1'000);
    out.key("bad").value(one.bad).end_object();
  }
  out.end_object().key("permille").begin_object();
  number("call_over_healthz", median_ratio(all.at("call").rates, all.at("healthz").rates) * 1'000);
  if (all.contains("nginx"))
    number("call_over_nginx", median_ratio(all.at("call").rates, all.at("nginx").rates) * 1'000);
  std::ofstream{options.out} << out.end_object().end_object().take() << "\n";
}

int run(const load_options& options) {
  loaded_gateway gateway{options.connections};
  const nginx_reference nginx{R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text",)"
                              R"("text":"10-100"}]}})"};
  const auto all = measure(gateway, nginx, options);
  print(all);
  print_bars(all);
  if (!options.out.empty())
    write_figures(all, options);
  for (const auto& [name, one] : all)
    if (one.bad != 0)
      return 1;
  return 0;
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  return gatehouse::run(gatehouse::read_options(count, words));
}
