#pragma once

#include "tests/support/http_world.hpp"
#include "tests/upstream/scripted_server.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

/// What scripted servers of a bridge have in common.

inline std::string id_of(const http_seen& seen) {
  return at(seen.body, {"id"});
}

inline bool asks(const http_seen& seen, std::string_view method) {
  return at(seen.body, {"method"}) == "\"" + std::string{method} + "\"";
}

inline std::string result(const http_seen& seen, const std::string& value) {
  return R"({"jsonrpc":"2.0","id":)" + id_of(seen) + R"(,"result":)" + value + "}";
}

/// Answers what every session has; returns whether it did.
inline bool serve_session(const http_seen& seen, http_wire& wire, const std::string& session) {
  if (asks(seen, "initialize"))
    wire.answer(200, "application/json", result(seen, R"({"protocolVersion":"2025-06-18"})"),
                "Mcp-Session-Id: " + session + "\r\n");
  else if (asks(seen, "notifications/initialized"))
    wire.answer(202, "text/plain", "");
  else if (seen.method != "POST")
    wire.answer(405, "text/plain", "");
  else
    return false;
  return true;
}

/// A server of sessions `s1`, `s2` and so on; what is asked within one is answered by `answer`.
class session_server {
public:
  explicit session_server(scripted_server::script answer)
      : server_([this, answer = std::move(answer)](const http_seen& seen, http_wire& wire) {
          if (asks(seen, "initialize"))
            ++opened_;
          if (!serve_session(seen, wire, "s" + std::to_string(opened_)))
            answer(seen, wire);
        }) {}

  int opened() const { return opened_; }

  std::string url() const { return server_.url(); }

  std::vector<http_seen> seen() const { return server_.seen(); }

  std::optional<http_seen> await_request(const std::function<bool(const http_seen&)>& matches) {
    return server_.await_request(matches);
  }

private:
  std::atomic<int> opened_ = 0;
  scripted_server server_;
};

} // namespace gatehouse
