// What sessions cost in memory:
//   resident      a server that knows 100,000 passivated sessions against one that knows none
//   live          what an idle session that is awake holds, beyond a bare actor of CAF
//   passivated    what is left of it when it has gone to rest
// usage: sessions_bench [--sessions N]
#include "actors/gateway.hpp"
#include "actors/upstream/io_loop.hpp"
#include "benchmarks/bar.hpp"
#include "benchmarks/load/load_generator.hpp"
#include "benchmarks/load/process_use.hpp"
#include "benchmarks/load/small_blocks.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <future>
#include <mutex>
#include <thread>

namespace gatehouse {
namespace {

constexpr std::size_t awake_sessions = 20'000;
constexpr std::chrono::seconds rest_after{20};
constexpr double mebibyte = 1 << 20;

std::size_t sessions_wanted(int count, char** words) {
  constexpr std::size_t many = 100'000;
  return count == 3 && std::string_view{words[1]} == "--sessions"
             ? static_cast<std::size_t>(std::atoll(words[2]))
             : many;
}

// -- a server that knows many sessions ------------------------------------------------------------

/// Opens `count` sessions over HTTP.
void open_sessions(campaign_world& world, std::size_t count) {
  const std::string body = R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":)"
                           R"({"protocolVersion":"2025-11-25","capabilities":{},)"
                           R"("clientInfo":{"name":"bench","version":"1"}}})";
  const auto request = "POST /acme/mcp/toolkits/all HTTP/1.1\r\nHost: localhost\r\n"
                       "Authorization: Bearer " +
                       world.token() +
                       "\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
                       "Content-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body;
  load_target target{world.server().port(), [&](std::size_t, std::uint64_t) { return request; },
                     [](std::size_t, std::uint64_t, std::string_view answer) {
                       return answer.find("protocolVersion") != std::string_view::npos;
                     }};
  for (std::uint64_t opened = 0; opened < count;) {
    const auto result = run_load(target, 64, std::chrono::seconds{1});
    opened += result.answers;
    if (result.answers == 0 || result.bad != 0)
      std::abort();
  }
}

/// Returns the memory of a server that has just started and answered once.
std::uint64_t resident_after_start(campaign_world& world) {
  if (!world.start() || world.as_operator().get("/api/v1/orgs/acme/sessions").status != 200)
    std::abort();
  return resident_bytes_of(world.server().pid());
}

void measure_known_sessions(std::size_t count) {
  campaign_world world;
  if (!world.start())
    std::abort();
  world.set_up();
  world.stop();
  const auto none = resident_after_start(world);
  open_sessions(world, count);
  const auto busy = resident_bytes_of(world.server().pid());
  world.stop();
  const auto many = resident_after_start(world);
  std::printf("resident: %.1f MiB with no session, %.1f MiB after opening %zu, %.1f MiB after a "
              "restart that knows them\n",
              static_cast<double>(none) / mebibyte, static_cast<double>(busy) / mebibyte, count,
              static_cast<double>(many) / mebibyte);
  print_bar("sessions: resident MiB of " + std::to_string(count) + " passivated",
            (static_cast<double>(many) - static_cast<double>(none)) / mebibyte, bar_side::at_most,
            64, bar_gate::against_last);
}

// -- sessions that are awake
// -----------------------------------------------------------------------

struct bare_state {
  std::atomic<std::size_t>* told = nullptr;
};

caf::behavior bare_behavior(caf::stateful_actor<bare_state>* self, std::atomic<std::size_t>* told) {
  self->state.told = told;
  return {[self](int) { ++*self->state.told; }};
}

/// Returns what an actor of CAF holds that has a state of one pointer and one handler, once it has
/// had a message.
double bytes_of_bare_actor() {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
  caf::actor_system system{config};
  std::atomic<std::size_t> told{0};
  std::vector<caf::actor> actors;
  actors.reserve(awake_sessions);
  const auto before = small_block_bytes();
  for (std::size_t made = 0; made < awake_sessions; ++made)
    actors.push_back(system.spawn(bare_behavior, &told));
  for (const auto& one : actors)
    caf::anon_send(one, 1);
  while (told < awake_sessions)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  const auto held = small_block_bytes() - before;
  for (const auto& one : actors)
    caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
  return static_cast<double>(held) / static_cast<double>(awake_sessions);
}

/// A gateway in this process, without HTTP.
class gateway_in_process {
public:
  gateway_in_process() {
    gateway_options options;
    options.data_folder = folder_ / "data";
    options.keys_folder = folder_ / "keys";
    options.binary = gatehouse_binary();
    options.session_passivation = rest_after;
    auto started = gateway::start(std::move(options), loop_);
    if (!started)
      std::abort();
    gate_ = *std::move(started);
    const auto who = gate_->authenticate(gate_->take_new_operator_token());
    if (!who)
      std::abort();
    std::promise<void> created;
    gate_->admin().create_org(*who, {"acme", ""}, [&](const outcome<org_id>& made) {
      made ? created.set_value() : std::abort();
    });
    created.get_future().wait();
    const auto what = gate_->resolve(*who, "acme", "");
    if (!what)
      std::abort();
    at_ = {*who, *what};
  }

  ~gateway_in_process() { gate_->stop(std::chrono::seconds{1}); }

  gateway_in_process(const gateway_in_process&) = delete;
  gateway_in_process& operator=(const gateway_in_process&) = delete;

  /// Opens `count` sessions, a window of them at a time.
  void open(std::size_t count) {
    constexpr std::size_t window = 256;
    for (std::size_t opened = 0; opened < count; opened += window) {
      std::unique_lock lock{mutex_};
      pending_ = std::min(window, count - opened);
      for (auto left = pending_; left > 0; --left)
        gate_->open_session(at_, {"2025-11-25", "bench", "1"},
                            [this](const outcome<session_info>& one) { on_opened(one); });
      changed_.wait(lock, [this] { return pending_ == 0; });
    }
  }

  /// Returns how many aggregates are in memory.
  std::size_t awake() const {
    const auto text = gate_->metrics_text();
    constexpr std::string_view name = "\ngatehouse_live_actors ";
    const auto at = text.find(name);
    return at == std::string::npos
               ? 0
               : static_cast<std::size_t>(std::atoll(text.c_str() + at + name.size()));
  }

  void wait_until_all_rest(std::size_t others) const {
    while (awake() > others)
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    std::this_thread::sleep_for(std::chrono::seconds{1}); // what was queued behind
  }

private:
  void on_opened(const outcome<session_info>& one) {
    if (!one)
      std::abort();
    const std::lock_guard guard{mutex_};
    if (--pending_ == 0)
      changed_.notify_all();
  }

  temp_folder folder_;
  io_loop loop_;
  std::unique_ptr<gateway> gate_;
  binding at_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t pending_ = 0;
};

void measure_awake_sessions() {
  const auto bare = bytes_of_bare_actor();
  gateway_in_process gateway;
  gateway.open(64); // what the first ones cost once
  const auto others = gateway.awake() - 64;
  gateway.wait_until_all_rest(others);
  const auto before = small_block_bytes();
  gateway.open(awake_sessions);
  std::this_thread::sleep_for(std::chrono::seconds{1});
  const auto awake = gateway.awake() - others;
  const auto held = small_block_bytes();
  gateway.wait_until_all_rest(others);
  const auto left = small_block_bytes();
  const auto each = static_cast<double>(awake_sessions);
  const auto live = static_cast<double>(held - left) / each;
  const auto passivated = static_cast<double>(left - before) / each;
  std::printf("%zu sessions, %zu awake: a bare actor %.0f B, a live session %.0f B, passivated "
              "%.0f B\n",
              awake_sessions, awake, bare, live, passivated);
  print_bar("sessions: bytes of a live idle one beyond a bare actor", live - bare,
            bar_side::at_most, 2'048, bar_gate::against_last);
  print_bar("sessions: bytes of a passivated one", passivated, bar_side::at_most, 128,
            bar_gate::against_last);
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  gatehouse::measure_awake_sessions();
  gatehouse::measure_known_sessions(gatehouse::sessions_wanted(count, words));
  return 0;
}
