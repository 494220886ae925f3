#pragma once

#include "http/server.hpp"
#include "storage/json/json.hpp"
#include "tests/support/fake_gateway.hpp"
#include "tests/support/http_client.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

/// A running server on a free port before a fake gateway with two orgs: `acme` (Ann, a member; Bob,
/// an admin; Rae, a reader) and `beta` (Eve, a member). Acme has the toolkits `tools` and `more`.
/// A token is the name in lower case; `root` is the operator's.
class http_world : public testing::Test {
protected:
  http_world();
  ~http_world() override;

  /// Starts the server; tests that need other options change `options` first.
  std::uint16_t start();

  void stop(std::chrono::milliseconds grace) { server_->stop(grace); }

  std::uint16_t port() { return server_ ? server_->port() : start(); }

  http_client client() { return http_client{port()}; }

  /// Sends one request on a connection of its own; an empty token sends no Authorization.
  http_answer ask(std::string_view method, std::string_view path, const std::string& token = {},
                  std::vector<std::string> headers = {}, std::string_view body = {});

  /// Posts an MCP message as `token`; an empty session sends no Mcp-Session-Id.
  http_answer post(std::string_view path, const std::string& token, const std::string& session,
                   std::string_view body, std::vector<std::string> headers = {});

  /// Opens a session and returns its id.
  std::string open(std::string_view path = "/mcp", const std::string& token = "ann",
                   std::string_view version = "2025-11-25");

  /// Sends a call of the tool `slow`, which waits for finish_call(), and waits until it runs.
  http_client begin_call(const std::string& session, const std::string& id = "1");
  /// Sends a message of Ann's session and does not wait for the answer.
  http_client begin_post(const std::string& session, const std::string& body,
                         const std::string& version = "2025-11-25");
  /// Opens an event stream of Ann's session.
  http_client begin_get(const std::string& session, const std::vector<std::string>& headers = {});
  /// Answers the call begun last.
  void finish_call();

  std::vector<std::string> logged() const;

  server_options options;
  io_loop loop;
  fake_gateway gate{loop};

private:
  mutable std::mutex mutex_;
  std::vector<std::string> log_;
  std::unique_ptr<http_server> server_;
};

/// Returns the raw JSON at a path of member names in `json`, "" if there is none.
std::string at(const std::string& json, std::initializer_list<std::string_view> names);

} // namespace gatehouse
