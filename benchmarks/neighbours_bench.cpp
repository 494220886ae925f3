// What slow and broken upstreams cost those beside them: the latency of calls to a healthy server,
// alone and beside one that is frozen, one that floods and one that dies again and again.
// usage: neighbours_bench [--seconds N]
#include "actors/upstream/sample_server.hpp"
#include "benchmarks/bar.hpp"
#include "benchmarks/load/load_generator.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>

namespace gatehouse {
namespace {

constexpr int rounds = 5;
constexpr std::size_t clients = 8; ///< of the healthy server
constexpr std::size_t stuck_calls = 16;
constexpr std::chrono::milliseconds between_crashes{100};

/// The healthy server's clients.
class healthy_load {
public:
  explicit healthy_load(campaign_world& world) : world_(world) {
    while (sessions_.size() < clients) {
      auto client = world.client();
      if (!client.open())
        std::abort();
      sessions_.push_back(client.session());
    }
  }

  load_result run(std::chrono::milliseconds duration) {
    const load_target target{
        world_.server().port(),
        [this](std::size_t connection, std::uint64_t number) { return call(connection, number); },
        [](std::size_t, std::uint64_t number, std::string_view body) {
          return body.find("\"text\":\"" + std::to_string(number) + "\"") != std::string_view::npos;
        }};
    auto result = run_load(target, clients, duration);
    if (result.answers == 0 || result.bad != 0)
      std::abort();
    return result;
  }

private:
  std::string call(std::size_t connection, std::uint64_t number) const {
    const auto text = std::to_string(number);
    const auto body = R"({"jsonrpc":"2.0","id":)" + text +
                      R"(,"method":"tools/call","params":{"name":"healthy__echo","arguments":)"
                      R"({"text":")" +
                      text + R"("}}})";
    return "POST /acme/mcp/toolkits/all HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
           world_.token() +
           "\r\nContent-Type: application/json\r\nAccept: application/json\r\nMcp-Session-Id: " +
           sessions_[connection] + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

  campaign_world& world_;
  std::vector<std::string> sessions_;
};

/// The other servers at work, while it lives.
class bad_company {
public:
  explicit bad_company(campaign_world& world, std::chrono::milliseconds duration) {
    for (std::size_t made = 0; made < stuck_calls; ++made) {
      stuck_.push_back(open(world));
      stuck_.back().begin_call("frozen__sleep", R"({"ms":3600000})");
    }
    flooding_ = std::thread{[client = open(world), duration]() mutable {
      client.call("flooding__chatter", R"({"ms":)" + std::to_string(duration.count()) + "}");
    }};
    dying_ = std::thread{[this, client = open(world)]() mutable {
      while (!ended_) {
        client.call("dying__crash", "{}");
        client.call("dying__echo", R"({"text":"again"})");
        std::this_thread::sleep_for(between_crashes);
      }
    }};
  }

  ~bad_company() {
    ended_ = true;
    dying_.join();
    flooding_.join();
  }

  bad_company(const bad_company&) = delete;
  bad_company& operator=(const bad_company&) = delete;

private:
  static test_mcp_client open(campaign_world& world) {
    auto client = world.client();
    if (!client.open())
      std::abort();
    return client;
  }

  std::vector<test_mcp_client> stuck_; ///< hanging up gives the calls up
  std::atomic<bool> ended_{false};
  std::thread flooding_;
  std::thread dying_;
};

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all.at(all.size() / 2);
}

void measure_neighbours(std::chrono::milliseconds duration) {
  campaign_world world;
  if (!world.start())
    std::abort();
  world.set_up();
  for (const auto* name : {"healthy", "frozen", "flooding", "dying"}) {
    world.connect(name, sample_command(), {}, client_sharing::shared);
    if (!world.reach(name))
      std::abort();
  }
  healthy_load load{world};
  load.run(duration / 4); // what the first calls cost once
  std::vector<double> ratios;
  for (int round = 1; round <= rounds; ++round) {
    const auto alone = load.run(duration);
    const bad_company others{world, duration};
    const auto beside = load.run(duration);
    ratios.push_back(beside.p99_us / alone.p99_us);
    std::printf("round %d: alone p50 %.0f us, p99 %.0f us, %.0f/s; beside them p50 %.0f us, p99 "
                "%.0f us, %.0f/s\n",
                round, alone.p50_us, alone.p99_us, alone.rate(), beside.p50_us, beside.p99_us,
                beside.rate());
  }
  print_bar("neighbours: p99 beside bad servers to that alone", median(ratios), bar_side::at_most,
            2);
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  const auto seconds =
      count == 3 && std::string_view{words[1]} == "--seconds" ? std::atoi(words[2]) : 2;
  gatehouse::measure_neighbours(std::chrono::seconds{seconds});
  return 0;
}
