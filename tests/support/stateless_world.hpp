#pragma once

#include "tests/support/http_world.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// A request of the stateless era, right but for what a test changes.
struct stateless_message {
  std::string method;
  std::string params{}; ///< members, without `_meta`
  std::string name{};   ///< of Mcp-Name; empty: none
  std::string meta{};   ///< more members of `_meta`
  std::string capabilities = "{}";
  std::string id = "1";
  std::vector<std::string> headers{};
  std::string token = "ann";
  std::string path = "/mcp";
  std::string accept = "application/json, text/event-stream";
  std::string version = "2026-07-28";
};

/// The world of http_world for clients of the stateless era.
class stateless_world : public http_world {
protected:
  static std::string body_of(const stateless_message& message) {
    return R"({"jsonrpc":"2.0","id":)" + message.id + R"(,"method":")" + message.method +
           R"(","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":")" + message.version +
           R"(","io.modelcontextprotocol/clientCapabilities":)" + message.capabilities +
           (message.meta.empty() ? "" : "," + message.meta) + "}" +
           (message.params.empty() ? "" : "," + message.params) + "}}";
  }

  static std::vector<std::string> headers_of(const stateless_message& message) {
    auto headers = message.headers;
    headers.push_back("Content-Type: application/json");
    headers.push_back("Accept: " + message.accept);
    headers.push_back("MCP-Protocol-Version: " + message.version);
    headers.push_back("Mcp-Method: " + message.method);
    if (!message.name.empty())
      headers.push_back("Mcp-Name: " + message.name);
    return headers;
  }

  http_answer say(const stateless_message& message) {
    return ask("POST", message.path, message.token, headers_of(message), body_of(message));
  }

  /// Sends it on a connection of its own and waits until the gateway has another call.
  http_client begin(const stateless_message& message) {
    const auto before = gate.calls().size();
    auto one = client();
    one.send(bytes_of(message));
    EXPECT_TRUE(gate.wait_for_calls(before + 1));
    return one;
  }

  static std::string bytes_of(const stateless_message& message) {
    const auto body = body_of(message);
    std::string text = "POST " + message.path + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& header : headers_of(message))
      text += header + "\r\n";
    return text + "Authorization: Bearer " + message.token +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  static stateless_message call_of(const std::string& tool, const std::string& more = {}) {
    return {"tools/call", R"("name":")" + tool + "\"" + (more.empty() ? "" : "," + more), tool};
  }
};

/// Returns the data of the events in a body, in their order.
inline std::vector<std::string> events_in(std::string_view body) {
  constexpr std::string_view start = "data: ";
  std::vector<std::string> events;
  for (auto at = body.find(start); at != std::string_view::npos; at = body.find(start, at)) {
    at += start.size();
    events.emplace_back(body.substr(at, body.find('\n', at) - at));
  }
  return events;
}

} // namespace gatehouse
