#include "tests/campaign/upstream_trouble.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

/// Returns the arguments that make a tool misbehave.
std::string arguments_for(const std::string& tool) {
  if (tool == "flood")
    return R"("bytes":80000000)";
  if (tool == "garbage")
    return R"("lines":1000)";
  return tool == "sleep" ? R"("ms":3600000)" : "";
}

test_mcp_client client_of_rogue(campaign_world& world) {
  world.connect_sample("rogue");
  EXPECT_TRUE(world.reach("rogue"));
  auto client = world.client();
  client.open();
  return client;
}

} // namespace

upstream_trouble::upstream_trouble(campaign_world& world, call_oracle& oracle)
    : world_(world), oracle_(oracle), client_(client_of_rogue(world)) {}

void upstream_trouble::begin(const std::string& tool) {
  client_.reconnect(world_.server().port());
  call_ = std::thread{[this, tool] {
    const auto text = oracle_.next_text(arguments_for(tool));
    const auto reply = client_.call("rogue__" + tool, oracle_.arguments_of(text));
    if (reply.status == 200 && !reply.result.empty())
      oracle_.acknowledge(text, reply.result);
  }};
}

void upstream_trouble::join() {
  if (call_.joinable())
    call_.join();
}

} // namespace gatehouse
