#pragma once

#include "events/connection/connection_events.hpp"
#include "tests/campaign/fault_stage.hpp"
#include "tests/campaign/gateway_process.hpp"
#include "tests/campaign/mcp_client.hpp"
#include "tests/campaign/rest_client.hpp"
#include "tests/support/temp_folder.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gatehouse {

/// A real gateway with the org `acme`, the stdio connection `sample` and the toolkit `all` that
/// grants every connection of the org.
///
/// What reaches the sample server is written to a file on the way, so that effects can be compared
/// with the record.
class campaign_world {
public:
  /// The data folder is made in `place`, in a folder of its own if empty; the gateways are started
  /// on `stage`, if there is one.
  explicit campaign_world(const std::string& place = {}, const fault_stage* stage = nullptr);
  ~campaign_world();

  /// Starts the gateway and returns whether it serves.
  bool start();
  /// Creates the org and what it has; after the first start.
  void set_up();

  /// Has `acme` capture what is called whole, and returns a token of its user `user`.
  std::string capture_all_and_mint(const std::string& user);

  /// Returns the processes that live because of the gateway, the guard among them.
  std::set<int> children() const;
  /// Kills the gateway and returns the processes that it leaves behind.
  std::set<int> kill();

  int stop() { return server_->stop(); }

  gateway_process& server() { return *server_; }

  const gateway_place& place() const noexcept { return place_; }

  const std::string& token() const noexcept { return token_; }

  std::string operator_token() const;

  test_rest_client as_operator() const { return {server_->port(), operator_token()}; }

  /// Returns a client of the toolkit `all` without a session yet.
  test_mcp_client client() const { return {server_->port(), token_, "/acme/mcp/toolkits/all"}; }

  /// Adds a sample server to `acme` that misbehaves on request; what reaches it is written to
  /// requests_file(name).
  void connect_sample(const std::string& name);
  /// Adds a stdio connection to `acme`; the test fails if it is refused.
  void connect(const std::string& name, const std::vector<std::string>& command,
               const std::map<std::string, std::string>& environment = {},
               client_sharing sharing = client_sharing::automatic);
  /// Connects now and returns whether the catalog could be listed.
  bool reach(const std::string& name);

  /// Returns a file that lies beside the data folder and lives as long.
  std::string file(const std::string& name) const { return folder_ / name; }

  /// Returns the file with everything that was sent to a sample server.
  std::string requests_file(const std::string& name = "sample") const {
    return file("requests." + name);
  }

  std::string log_text() const;

private:
  temp_folder folder_;
  gateway_place place_;
  std::unique_ptr<gateway_process> server_;
  std::string token_;
};

/// Returns the command of a sample server that misbehaves on request.
std::vector<std::string> sample_command();

/// Returns the bytes of a file, "" if it cannot be read.
std::string read_file(const std::string& path);

} // namespace gatehouse
