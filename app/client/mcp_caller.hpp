#pragma once

#include "app/client/gate_address.hpp"
#include "app/client/http_client.hpp"
#include "app/client/json_text.hpp"

#include <string>

namespace gatehouse {

/// One session of an MCP client over streamable HTTP (2025-11-25), for one call.
class mcp_caller {
public:
  /// Opens a session at `endpoint`. Errors: of the transport, or what the server refused.
  static outcome<mcp_caller> open(http_url endpoint, std::string token, client_patience patience);

  mcp_caller(mcp_caller&&) noexcept = default;
  mcp_caller& operator=(mcp_caller&&) = delete;
  /// Ends the session.
  ~mcp_caller();

  /// Returns the result object of a request. Errors: also a JSON-RPC error, by its `data.code`.
  outcome<json_text_value> request(std::string_view method, std::string_view params);

private:
  mcp_caller(http_url endpoint, std::string token, client_patience patience)
      : endpoint_(std::move(endpoint)), token_(std::move(token)), patience_(std::move(patience)) {}

  outcome<gate_reply> send(std::string method, std::string body) const;
  outcome<nothing> notify(std::string_view method) const;

  http_url endpoint_;
  std::string token_;
  client_patience patience_;
  std::string session_;
  std::string protocol_;
  std::uint64_t last_id_ = 0;
};

/// Returns the JSON-RPC message with `id` in a reply: its body, or an event of its event stream.
/// Errors: `io_failed` (there is none).
outcome<json_text_value> find_answer(const gate_reply& reply, std::uint64_t id);

} // namespace gatehouse
