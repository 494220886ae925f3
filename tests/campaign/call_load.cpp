#include "tests/campaign/call_load.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

call_load::call_load(const campaign_world& world, call_oracle& oracle, std::size_t clients)
    : oracle_(oracle), port_(0) {
  for (std::size_t left = clients; left > 0; --left)
    threads_.emplace_back([this, &world] { run(world); });
}

call_load::~call_load() {
  stop();
}

void call_load::wait_for_answers(std::size_t count) {
  std::unique_lock lock{mutex_};
  const auto wanted = answered_ + count;
  const bool come = changed_.wait_for(
      lock, campaign_patience, [&] { return answered_ >= wanted || waiting_ == threads_.size(); });
  EXPECT_TRUE(come) << "calls are neither answered nor refused";
}

bool call_load::is_quiet() const {
  const std::lock_guard guard{mutex_};
  return waiting_ == threads_.size();
}

void call_load::wait_until_quiet() {
  std::unique_lock lock{mutex_};
  const bool quiet = changed_.wait_for(lock, campaign_patience * 2,
                                       [this] { return waiting_ == threads_.size(); });
  EXPECT_TRUE(quiet) << "a client still waits for a gateway that is gone";
}

void call_load::go_on(std::uint16_t port, std::set<std::string> outages) {
  const std::lock_guard guard{mutex_};
  outages_ = std::move(outages);
  port_ = port;
  ++generation_;
  waiting_ = 0;
  changed_.notify_all();
}

void call_load::stop() {
  {
    const std::lock_guard guard{mutex_};
    stopped_ = true;
    changed_.notify_all();
  }
  for (auto& thread : threads_)
    if (thread.joinable())
      thread.join();
}

std::vector<std::string> call_load::complaints() const {
  const std::lock_guard guard{mutex_};
  return complaints_;
}

void call_load::complain(std::string text) {
  const std::lock_guard guard{mutex_};
  complaints_.push_back(std::move(text));
}

std::uint16_t call_load::next_port(std::uint64_t& seen) {
  std::unique_lock lock{mutex_};
  ++waiting_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return stopped_ || generation_ > seen; });
  seen = generation_;
  return stopped_ ? std::uint16_t{0} : port_;
}

void call_load::run(const campaign_world& world) {
  auto client = world.client();
  if (!client.open())
    complain("a client got no session");
  std::uint64_t seen = 1;
  do {
    while (call_once(client)) {
    }
    const auto port = next_port(seen);
    if (port == 0)
      return;
    client.reconnect(port);
  } while (true);
}

/// Returns whether the gateway is still there.
bool call_load::call_once(test_mcp_client& client) {
  {
    const std::lock_guard guard{mutex_};
    if (stopped_)
      return false;
  }
  const auto text = oracle_.next_text();
  const auto reply = client.call("sample__echo", echo_arguments(text));
  if (reply.status == 200 && !reply.result.empty() && reply.text == text) {
    oracle_.acknowledge(text, reply.result);
    const std::lock_guard guard{mutex_};
    ++answered_;
    changed_.notify_all();
    return true;
  }
  if (is_outage(reply))
    return false;
  complain(text + ": HTTP " + std::to_string(reply.status) + " " + reply.code + " " + reply.text);
  return true;
}

bool call_load::is_outage(const call_reply& reply) const {
  const std::lock_guard guard{mutex_};
  return reply.broken() || reply.code == "shutting_down" || outages_.contains(reply.code);
}

} // namespace gatehouse
