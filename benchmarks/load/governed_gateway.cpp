#include "benchmarks/load/governed_gateway.hpp"

#include "tests/campaign/json_at.hpp"

#include <cstdio>
#include <cstdlib>

namespace gatehouse {

governed_gateway::governed_gateway() : world_(std::make_unique<campaign_world>()) {
  if (!world_->start()) {
    std::fprintf(stderr, "the gateway does not start:\n%s\n", world_->log_text().c_str());
    std::abort();
  }
  auto rest = world_->as_operator();
  if (rest.post("/api/v1/orgs", R"({"slug":"acme"})").status != 201)
    std::abort();
}

governed_gateway governed_gateway::to_url(const std::string& url) {
  governed_gateway made;
  made.post("connections", R"({"name":"up","url":")" + url + R"("})");
  made.open_toolkit();
  return made;
}

governed_gateway governed_gateway::to_command(const std::vector<std::string>& command) {
  governed_gateway made;
  made.world_->connect("up", command, {}, client_sharing::shared);
  made.open_toolkit();
  return made;
}

void governed_gateway::open_toolkit() {
  post("connections/up/test", "{}");
  post("toolkits", R"({"slug":"all","connections":["*"]})");
  post("toolkits/all/policies", R"({"pattern":"up.*","action":"approve"})");
  token_ = text_at(post("tokens", R"({"name":"bench"})"), {"token"});
}

mcp_endpoint governed_gateway::endpoint(const std::string& tool, const std::string& argument) {
  return {world_->server().port(), "/acme/mcp/toolkits/all", token_, "up__" + tool, argument};
}

std::string governed_gateway::post(const std::string& path, const std::string& body) {
  const auto answer = world_->as_operator().post("/api/v1/orgs/acme/" + path, body);
  if (answer.status / 100 != 2) {
    std::fprintf(stderr, "%s: status %d %s\n", path.c_str(), answer.status, answer.body.c_str());
    std::abort();
  }
  return answer.body;
}

} // namespace gatehouse
