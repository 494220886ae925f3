#include "benchmarks/load/mcp_load.hpp"

#include "tests/support/http_client.hpp"

#include <cstdio>
#include <cstdlib>

namespace gatehouse {

namespace {

constexpr const char* hello =
    R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",)"
    R"("capabilities":{},"clientInfo":{"name":"bench","version":"1"}}})";
constexpr const char* ready = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";

std::vector<std::string> header_lines(const mcp_endpoint& at, const std::string& session) {
  std::vector<std::string> lines{"Content-Type: application/json",
                                 "Accept: application/json, text/event-stream",
                                 "MCP-Protocol-Version: 2025-06-18"};
  if (!at.token.empty())
    lines.push_back("Authorization: Bearer " + at.token);
  if (!session.empty())
    lines.push_back("Mcp-Session-Id: " + session);
  return lines;
}

std::string open_session(const mcp_endpoint& at) {
  const auto opened = http_client{at.port}.request("POST", at.path, header_lines(at, {}), hello);
  if (opened.status != 200) {
    std::fprintf(stderr, "no session at port %d: status %d %s\n", at.port, opened.status,
                 opened.body.c_str());
    std::abort();
  }
  auto session = opened.header("mcp-session-id");
  http_client{at.port}.request("POST", at.path, header_lines(at, session), ready);
  return session;
}

std::string text_of(std::size_t connection, std::uint64_t number) {
  return "c" + std::to_string(connection) + "-" + std::to_string(number);
}

} // namespace

mcp_load::mcp_load(mcp_endpoint at, std::size_t connections) : at_(std::move(at)) {
  while (sessions_.size() < connections)
    sessions_.push_back(open_session(at_));
}

load_target mcp_load::calls() const {
  return {at_.port,
          [this](std::size_t connection, std::uint64_t number) {
            return post(connection, R"({"jsonrpc":"2.0","id":)" + std::to_string(number) +
                                        R"(,"method":"tools/call","params":{"name":")" + at_.tool +
                                        R"(","arguments":{")" + at_.argument + R"(":")" +
                                        text_of(connection, number) + R"("}}})");
          },
          [](std::size_t connection, std::uint64_t number, std::string_view body) {
            return body.find(text_of(connection, number) + "\"") != std::string_view::npos &&
                   body.find("\"id\":" + std::to_string(number)) != std::string_view::npos;
          }};
}

std::string mcp_load::post(std::size_t connection, const std::string& body) const {
  std::string text = "POST " + at_.path + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& line : header_lines(at_, sessions_[connection]))
    text += line + "\r\n";
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace gatehouse
