#pragma once

#include "tests/campaign/call_oracle.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <string>
#include <thread>

namespace gatehouse {

/// A client that makes the server `rogue` misbehave, one call at a time.
///
/// Thread rule: one thread. Ownership: the world and the oracle must outlive it.
class upstream_trouble {
public:
  /// Adds the server and opens a session; the gateway must serve.
  upstream_trouble(campaign_world& world, call_oracle& oracle);

  ~upstream_trouble() { join(); }

  upstream_trouble(const upstream_trouble&) = delete;
  upstream_trouble& operator=(const upstream_trouble&) = delete;

  /// Calls `tool`; the answer is waited for by another thread.
  void begin(const std::string& tool);
  /// Waits for that call to be answered or cut off.
  void join();

private:
  campaign_world& world_;
  call_oracle& oracle_;
  test_mcp_client client_;
  std::thread call_;
};

} // namespace gatehouse
