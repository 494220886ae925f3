#include "benchmarks/load/served_gateway.hpp"

#include "tests/campaign/gateway_process.hpp"

#include <cstdio>
#include <cstdlib>

namespace gatehouse {

namespace {

void must(const http_answer& got, int status) {
  if (got.status == status)
    return;
  std::fprintf(stderr, "refused: %d %s\n", got.status, got.body.c_str());
  std::abort();
}

} // namespace

served_gateway::served_gateway(const std::vector<route>& table) {
  gateway_options options;
  options.data_folder = folder_ / "data";
  options.keys_folder = folder_ / "keys";
  options.binary = gatehouse_binary();
  auto started = gateway::start(std::move(options), loop_);
  if (!started)
    std::abort();
  gate_ = *std::move(started);
  token_ = gate_->take_new_operator_token();
  server_options listening;
  listening.port = 0;
  auto server = http_server::start(loop_, *gate_, std::move(listening), table);
  if (!server)
    std::abort();
  server_ = *std::move(server);
  must(rest().post("/api/v1/orgs", R"({"slug":"acme"})"), 201);
}

served_gateway::~served_gateway() {
  server_->stop(std::chrono::seconds{1});
  gate_->stop(std::chrono::seconds{1});
}

void served_gateway::connect(const std::string& how) {
  const std::string base = "/api/v1/orgs/acme/";
  must(rest().post(base + "connections", R"({"name":"only",)" + how.substr(1)), 201);
  must(rest().post(base + "connections/only/test", "{}"), 200);
  must(
      rest().post(base + "toolkits", R"({"slug":"bare","naming":"bare","connections":["only.*"]})"),
      201);
}

std::vector<std::string> served_gateway::open_session() const {
  std::vector<std::string> headers{"Authorization: Bearer " + token_,
                                   "Content-Type: application/json",
                                   "Accept: application/json, text/event-stream"};
  http_client client{port()};
  const auto opened = client.request("POST", path, headers,
                                     R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":)"
                                     R"({"protocolVersion":"2025-11-25","capabilities":{},)"
                                     R"("clientInfo":{"name":"bench","version":"1"}}})");
  must(opened, 200);
  headers.push_back("Mcp-Session-Id: " + opened.header("mcp-session-id"));
  return headers;
}

std::string served_gateway::post(const std::vector<std::string>& headers, const std::string& body,
                                 const std::string& at) const {
  std::string text = "POST " + at + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& line : headers)
    text += line + "\r\n";
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace gatehouse
