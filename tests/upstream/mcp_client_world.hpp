#pragma once

#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_client.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

/// A transport that only remembers what it was given.
struct fake_transport final : message_transport {
  explicit fake_transport(io_loop& io) : loop(io) {}

  void open(transport_events given, std::function<void(outcome<nothing>)> ready) override;

  void send(outgoing_request request) override { requests.push_back(std::move(request)); }

  void notify(std::string text, std::function<void()> done) override;
  bool forget(std::uint64_t id) override;
  void speak(server_era now, const std::string& spoken) override;

  bool keeps_state() const override { return true; }

  void listen() override { listening = true; }

  void close() override { closed = true; }

  io_loop& loop;
  transport_events events;
  std::vector<outgoing_request> requests;
  std::vector<std::string> notices;
  std::vector<std::uint64_t> forgotten;
  server_era era = server_era::unknown;
  std::string version;
  bool listening = false;
  bool closed = false;
};

/// The raw answer of a server.
std::string answer(std::uint64_t id, const std::string& result);

extern const std::string hello_result;

/// A target known to be of that era, so that it is not asked.
upstream_target of_sessions();

/// An mcp_client over a fake transport, and what it reported.
struct mcp_client_world : testing::Test {
  /// What the client still has to say is said before the members it is said to are gone.
  ~mcp_client_world() override;

  /// Opens a client; nothing is answered yet.
  void start(upstream_target target);
  /// Starts a client and answers its handshake; its next request has the id 2.
  void start_open(upstream_target target = {});

  void on_loop(const std::function<void()>& task);
  /// Runs `task`, and what it posts, to the end.
  void settle(const std::function<void()>& task);

  std::uint64_t call(std::chrono::milliseconds timeout = std::chrono::hours{1});
  std::uint64_t request(upstream_request what);
  /// Lets the server say `text`, on the stream of the request `during`.
  void hear(std::string text, std::optional<std::uint64_t> during = std::nullopt);

  io_loop loop;
  /// The one in use, and whether it is still to be given to a client.
  std::shared_ptr<fake_transport> transport = std::make_shared<fake_transport>(loop);
  bool fresh = true;
  std::vector<transport_kind> kinds;
  std::shared_ptr<mcp_client> client;
  outcome<upstream_hello> hello = failure{errc::internal, "not open"};
  std::vector<upstream_reply> replies;
  std::vector<server_message> messages;
  std::vector<catalog_list> changed;
  std::vector<std::string> log;
  reception heard;
  int closings = 0;
  int changes = 0;
};

} // namespace gatehouse
