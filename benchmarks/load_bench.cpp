// How much a governed call costs from outside, as ratios to an echo measured in the same run:
//   call     tools/call through HTTP, policy, two durable commits and a stdio upstream
//   ping     the same way without journal and upstream
//   healthz  the server's cheapest answer: its HTTP layer alone
//   nginx    a fixed answer of the same size from nginx, where it is installed
// usage: load_bench [--seconds N] [--connections N]
#include "actors/upstream/sample_server.hpp"
#include "benchmarks/bar.hpp"
#include "benchmarks/load/load_generator.hpp"
#include "benchmarks/load/nginx_process.hpp"
#include "benchmarks/load/series.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string_view>

namespace gatehouse {
namespace {

constexpr int rounds = 5;

struct load_options {
  std::chrono::milliseconds duration{10'000}; ///< of each target, over all rounds
  std::size_t connections = 64;
};

load_options read_options(int count, char** words) {
  load_options options;
  for (int at = 1; at + 1 < count; at += 2) {
    const std::string_view name = words[at];
    if (name == "--seconds")
      options.duration = std::chrono::seconds{std::atoi(words[at + 1])};
    else if (name == "--connections")
      options.connections = static_cast<std::size_t>(std::atoi(words[at + 1]));
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
    world_.connect("plain", {gatehouse_binary(), sample_server_argument}, {},
                   client_sharing::shared);
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
  load_target echoed_call(const nginx_process& nginx) {
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

using all_series = std::map<std::string, series>;

/// Loads every target in turn, several times: what disturbs one disturbs the others as well.
all_series measure(loaded_gateway& gateway, const nginx_process& nginx,
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
            bar_side::at_least, 0.40, bar_gate::against_last);
  print_bar("load: CPU of a governed call over healthz's", median_ratio(call.own_us, echo.own_us),
            bar_side::at_most, 2.5, bar_gate::against_last);
  print_bar("load: p99 of a governed call, ms", median(call.p99_us) / 1'000, bar_side::at_most, 3);
}

int run(const load_options& options) {
  loaded_gateway gateway{options.connections};
  const auto nginx = nginx_process::answering(R"({"jsonrpc":"2.0","id":1,"result":{"content":)"
                                              R"([{"type":"text","text":"10-100"}]}})");
  const auto all = measure(gateway, nginx, options);
  print(all);
  print_bars(all);
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
