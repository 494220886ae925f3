#pragma once

#include "tests/support/http_client.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

/// What a tools/call came back with.
struct call_reply {
  int status = 0;     ///< of HTTP; 0: the connection broke before an answer
  std::string result; ///< the result object's bytes; empty if there is none
  std::string code;   ///< the stable name of the error; empty if there is none
  std::string text;   ///< the first content of the result, or the error's message

  bool broken() const { return status == 0; }
};

/// An MCP client that opens one session and keeps it, over whatever connection there is.
///
/// Thread rule: one thread.
class test_mcp_client {
public:
  test_mcp_client(std::uint16_t port, std::string token, std::string path);

  /// Opens the session; returns whether it was given an id. The test fails if not.
  bool open();
  /// Goes on with the same session on a new connection.
  void reconnect(std::uint16_t port);

  call_reply call(const std::string& tool, const std::string& arguments);
  /// Sends a call without reading its answer.
  void begin_call(const std::string& tool, const std::string& arguments);
  /// Reads the answer of begin_call().
  call_reply finish_call();
  std::string list_tools();

  const std::string& session() const noexcept { return session_; }

private:
  std::vector<std::string> headers() const;
  http_answer post(const std::string& body);

  std::optional<http_client> client_;
  std::string token_;
  std::string path_;
  std::string session_;
  std::uint64_t last_id_ = 0;
};

} // namespace gatehouse
