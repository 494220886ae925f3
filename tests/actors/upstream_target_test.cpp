#include "actors/upstream_target.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

connection::state state_at(const std::string& url) {
  connection::state state;
  state.address = "web.org.main";
  state.config.url = url;
  return state;
}

TEST(UpstreamTarget, GetsItsSecretsBackFromTheVault) {
  auto keys = vault::in_memory();
  auto state = state_at("http://h/mcp");
  state.config.headers["Authorization"] = *keys->put_secret("Bearer x");
  state.config.query = *keys->put_secret("api_key=y&z");
  auto target = resolve_target(state, *keys, {});
  ASSERT_TRUE(target);
  EXPECT_EQ(target->url, "http://h/mcp?api_key=y&z");
  EXPECT_EQ(target->headers.at("Authorization"), "Bearer x");
  EXPECT_EQ(target->label, "web.org.main");
  ASSERT_TRUE(keys->erase_secret(state.config.query));
  EXPECT_EQ(resolve_target(state, *keys, {}).error().code, errc::key_missing);
}

TEST(UpstreamTarget, MayBeInPrivateNetworksOnlyIfTheOperatorSaysSo) {
  auto keys = vault::in_memory();
  const auto inside = *parse_ip_address("10.0.0.1");
  auto state = state_at("http://h/mcp");
  EXPECT_FALSE(resolve_target(state, *keys, {})->addresses.permit(inside));
  EXPECT_TRUE(
      resolve_target(state, *keys, {*parse_address_block("10.0.0.0/8")})->addresses.permit(inside));
  state.config.private_allowed = true;
  EXPECT_TRUE(resolve_target(state, *keys, {})->addresses.permit(inside));
}

} // namespace
} // namespace gatehouse
