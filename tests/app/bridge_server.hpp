#pragma once

#include "tests/support/http_world.hpp"
#include "tests/upstream/scripted_server.hpp"

#include <string>
#include <string_view>

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

} // namespace gatehouse
