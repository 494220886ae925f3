#include "tests/upstream/mcp_client_world.hpp"

#include <future>

namespace gatehouse {

const std::string hello_result =
    R"({"protocolVersion":"2025-06-18","capabilities":{"tools":{}},)"
    R"("serverInfo":{"name":"fake","version":"0"},"instructions":"be kind"})";

upstream_target of_sessions() {
  upstream_target target;
  target.era = server_era::sessions;
  return target;
}

std::string answer(std::uint64_t id, const std::string& result) {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"result":)" + result + "}";
}

void fake_transport::open(transport_events given, std::function<void(outcome<nothing>)> ready) {
  events = std::move(given);
  loop.post([ready] { ready(nothing{}); });
}

void fake_transport::notify(std::string text, std::function<void()> done) {
  notices.push_back(std::move(text));
  loop.post(std::move(done));
}

bool fake_transport::forget(std::uint64_t id) {
  forgotten.push_back(id);
  return true;
}

void fake_transport::speak(server_era now, const std::string& spoken) {
  era = now;
  version = spoken;
}

mcp_client_world::~mcp_client_world() {
  settle([&] { client.reset(); });
}

void mcp_client_world::start(upstream_target target) {
  upstream_events events;
  events.on_closed = [this](const std::string&) { ++closings; };
  events.on_changed = [this](catalog_list list) {
    ++changes;
    changed.push_back(list);
  };
  events.on_message = [this](server_message message) { messages.push_back(std::move(message)); };
  events.on_log = [this](std::string line) { log.push_back(std::move(line)); };
  auto make = [this](transport_kind kind) {
    kinds.push_back(kind);
    if (!std::exchange(fresh, false))
      transport = std::make_shared<fake_transport>(loop);
    return transport;
  };
  client = std::make_shared<mcp_client>(loop, make, std::move(target), std::move(events));
  settle([&] { client->open([this](outcome<upstream_hello> said) { hello = std::move(said); }); });
}

void mcp_client_world::start_open(upstream_target target) {
  target.era = server_era::sessions;
  start(std::move(target));
  hear(answer(1, hello_result));
}

void mcp_client_world::on_loop(const std::function<void()>& task) {
  // Shared: the thread that fulfils it may still be inside set_value() when the wait is over.
  auto done = std::make_shared<std::promise<void>>();
  loop.post([&task, done] {
    task();
    done->set_value();
  });
  done->get_future().wait();
}

/// What the loop posts to itself may be queued after the next task from outside, so one round is
/// not enough.
void mcp_client_world::settle(const std::function<void()>& task) {
  constexpr int rounds = 4;
  on_loop(task);
  for (int i = 0; i < rounds; ++i)
    on_loop([] {});
}

std::uint64_t mcp_client_world::call(std::chrono::milliseconds timeout) {
  return request(tool_call(timeout));
}

std::uint64_t mcp_client_world::request(upstream_request what) {
  std::uint64_t handle = 0;
  on_loop([&] {
    handle = client->request(what,
                             [this](upstream_reply reply) { replies.push_back(std::move(reply)); });
  });
  return handle;
}

void mcp_client_world::hear(std::string text, std::optional<std::uint64_t> during) {
  settle([&] { heard = transport->events.on_text(text, during); });
}

} // namespace gatehouse
