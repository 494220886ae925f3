#pragma once

#include "tests/campaign/call_oracle.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace gatehouse {

/// Clients with a session each that call `sample__echo`, one call after the other, and tell the
/// oracle what was answered. When the gateway goes away they wait for the next one and go on with
/// the same sessions; a call that was not answered is never sent again.
///
/// Thread rule: one thread. Ownership: the world and the oracle must outlive it.
class call_load {
public:
  call_load(const campaign_world& world, call_oracle& oracle, std::size_t clients);
  /// Ends the clients; the gateway must be gone, or they answer a last call.
  ~call_load();

  /// Waits until `count` more calls are answered or every client has given up this gateway.
  void wait_for_answers(std::size_t count);
  /// Returns whether every client has given up this gateway.
  bool is_quiet() const;
  /// Waits until every client has noticed that the gateway is gone.
  void wait_until_quiet();
  /// Lets the clients go on at a new gateway. One that answers with an error of `outages` is given
  /// up, as one that is gone.
  void go_on(std::uint16_t port, std::set<std::string> outages = {});
  void stop();

  /// Returns what a client was told that it should not have been.
  std::vector<std::string> complaints() const;

private:
  void run(const campaign_world& world);
  bool call_once(test_mcp_client& client);
  /// Returns whether the reply says that the gateway serves no more calls.
  bool is_outage(const call_reply& reply) const;
  void complain(std::string text);
  /// Returns the port of a gateway later than the `seen`-th; 0 to end.
  std::uint16_t next_port(std::uint64_t& seen);

  call_oracle& oracle_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t generation_ = 1;
  std::uint16_t port_;
  std::set<std::string> outages_;
  std::size_t waiting_ = 0;
  std::size_t answered_ = 0;
  bool stopped_ = false;
  std::vector<std::string> complaints_;
  std::vector<std::thread> threads_;
};

} // namespace gatehouse
