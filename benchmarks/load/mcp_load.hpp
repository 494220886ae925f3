#pragma once

#include "benchmarks/load/load_generator.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse {

/// Where an MCP server is reached over HTTP, and its tool that echoes one argument.
struct mcp_endpoint {
  std::uint16_t port = 0;
  std::string path = "/mcp";
  std::string token; ///< the bearer's; empty: none
  std::string tool = "echo";
  std::string argument = "text";
};

/// Calls of an echo over sessions of revision 2025-06-18, one for each connection.
///
/// Every call has a text of its own and the answer must bring it back. Errors: the constructor ends
/// the program if a session cannot be opened, since there is nothing to measure then.
class mcp_load {
public:
  mcp_load(mcp_endpoint at, std::size_t connections);

  /// The returned target refers to this.
  load_target calls() const;

private:
  std::string post(std::size_t connection, const std::string& body) const;

  mcp_endpoint at_;
  std::vector<std::string> sessions_; ///< "" where the server gives no id
};

} // namespace gatehouse
