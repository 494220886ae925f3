#pragma once

#include "benchmarks/load/mcp_load.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// The real gateway as it is meant to be run: the org `acme` with the connection `up`, and the
/// toolkit `all` whose own policy allows its tools. Clients need a token; every call is judged and
/// recorded durably.
///
/// Errors: what cannot be set up ends the program.
class governed_gateway {
public:
  /// Its upstream is an MCP server at a URL.
  static governed_gateway to_url(const std::string& url);
  /// Its upstream is a child that speaks MCP over stdio.
  static governed_gateway to_command(const std::vector<std::string>& command);

  int pid() { return world_->server().pid(); }

  campaign_world& world() { return *world_; }

  /// Returns where the toolkit's tool `tool` of the upstream is called.
  mcp_endpoint endpoint(const std::string& tool = "echo", const std::string& argument = "text");

  /// Posts to the REST interface, to a path below the org's; returns the answer's body.
  std::string post(const std::string& path, const std::string& body);

private:
  governed_gateway();
  void open_toolkit();

  std::unique_ptr<campaign_world> world_;
  std::string token_;
};

} // namespace gatehouse
